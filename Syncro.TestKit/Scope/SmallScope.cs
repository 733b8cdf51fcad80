using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.TestKit.Invariants;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Scope;

/// <summary>One thing that is done in a small scope: a change at a peer, or a fault.</summary>
internal sealed record Act(string Name, int At, Action<SimWorld> Do);

/// <summary>
/// Goes through every interleaving of a few acts with the messages that they cause, each to its end: three peers in session,
/// one thing at a time, what is done within a peer without a message going on at once. Two orders of what happened at peers
/// that knew nothing of each other are one case. Source: Jackson, "Software Abstractions" (2006), small scope hypothesis.
/// </summary>
/// <param name="begin">A world at rest.</param>
/// <param name="relays">Which of its peers are relays, by their places.</param>
/// <param name="acts">What is done, in any order, each once.</param>
internal sealed class SmallScope(Func<SimWorld> begin, ImmutableArray<int> relays, ImmutableArray<Act> acts)
{
    private readonly HashSet<ulong> _seen = [];

    /// <summary>Ends that were reached.</summary>
    public int Cases { get; private set; }

    /// <summary>States that were passed, each once.</summary>
    public int States => _seen.Count;

    public void Explore()
    {
        var open = new Stack<ImmutableArray<int>>([[]]);
        while (open.TryPop(out var path))
            Follow(path, open);
    }

    private void Follow(ImmutableArray<int> path, Stack<ImmutableArray<int>> open)
    {
        var world = begin();
        var left = acts.ToList();
        try
        {
            foreach (var move in path)
                Go(world, left, move);
            for (; Moves(world, left) is var moves and > 0; path = path.Add(0))
            {
                if (!_seen.Add(History.After(world.Fingerprint(), (ulong)left.Count)))
                    return;
                for (var other = 1; other < moves; other++)
                    open.Push(path.Add(other));
                Go(world, left, 0);
            }
            Cases++;
            world.Settle();
            var trusted = relays.Select(relay => world.Peers[relay]).ToList();
            Always.Holds(world);
            Converged.Holds(world, trusted);
            Lossless.Holds(world, trusted);
        }
        catch (BrokenInvariantException broken)
        {
            throw new BrokenInvariantException(broken.Number, $"{broken.Message}\nmoves {string.Join(' ', path)} of {string.Join(", ", acts.Select(act => act.Name))}");
        }
    }

    private static int Moves(SimWorld world, List<Act> left) => left.Count + Deliveries(world).Count;

    private static List<Choice> Deliveries(SimWorld world) =>
        [.. world.Choices().Where(choice => choice.Kind is ChoiceKind.Dial or ChoiceKind.Deliver)];

    private static void Go(SimWorld world, List<Act> left, int move)
    {
        if (move < left.Count)
        {
            var act = left[move];
            left.RemoveAt(move);
            if (act.At >= 0)
                world.Peers[act.At].History = History.After(world.Peers[act.At].History, (ulong)act.Name.GetHashCode(StringComparison.Ordinal));
            act.Do(world);
        }
        else
        {
            var choice = Deliveries(world)[move - left.Count];
            Deliver(world, choice);
            // A link that opens catches up as one thing: what crosses it does so before, or behind.
            if (choice.Kind == ChoiceKind.Dial)
                while (Deliveries(world).FirstOrDefault(next => next.Kind == ChoiceKind.Deliver && next.At == choice.At, new(ChoiceKind.Dial, -1))
                    is { At: >= 0 } next)
                    Deliver(world, next);
        }
        Within(world);
    }

    private static void Deliver(SimWorld world, Choice choice)
    {
        Remember(world, choice);
        world.Run(choice);
        Within(world);
    }

    // What a peer knows is what it was given, in order.
    private static void Remember(SimWorld world, Choice choice)
    {
        var link = world.Links[choice.At];
        foreach (var owner in choice.Kind == ChoiceKind.Dial ? (ISimOwner[])[link.From, link.To] : [choice.Of == 0 ? link.From : link.To])
        {
            var peer = (SimPeer)owner;
            peer.History = History.After(peer.History, History.After(link.Fingerprint(choice.Of), ((ulong)choice.At << 8) | (uint)choice.Kind));
        }
    }

    private static void Within(SimWorld world)
    {
        while (world.Choices().FirstOrDefault(choice => choice.Kind is not (ChoiceKind.Dial or ChoiceKind.Deliver), new(ChoiceKind.Dial, -1))
            is { At: >= 0 } next)
            world.Run(next);
    }
}
