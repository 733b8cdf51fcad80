using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Invariants;

/// <summary>
/// Once quiet: 1, whatever a peer recorded of its own is in the outcome, or lost to what was stamped after it; 2, nothing
/// is anywhere that was not submitted; 3 and 5, every operation is everywhere once, in its author's order.
/// </summary>
internal static class Lossless
{
    public static void Holds(SimWorld world, List<SimPeer> relays)
    {
        foreach (var peer in world.Peers)
        {
            var last = new Dictionary<string, Stamp>();
            foreach (var entry in peer.Log.SelectMany(commit => commit.Entries))
                switch (entry.Body)
                {
                    case EntryBody.Changed(var change):
                        IsSubmitted(world, peer, change);
                        if (entry is { From: null, To: null } && !entry.IsHidden() && (relays.Contains(peer) || peer.Rules.IsOpen(change.Class)))
                            IsInTheOutcome(relays, peer, change);
                        break;
                    case EntryBody.Operated(var operation):
                        Invariant.Holds(world.Ledger.Knows(operation), 2, "{0} holds an operation that was made: {1}", peer.Id, operation);
                        InOrder(world, peer, last, operation);
                        break;
                }
        }
    }

    private static void IsSubmitted(SimWorld world, SimPeer peer, Scribe.Change change)
    {
        foreach (var register in change.Registers)
            Invariant.Holds(world.Ledger.Knows(change.Key, register), 2,
                () => $"{peer.Id} holds of {change.Key} what was submitted: {register.Name}={register.Value}");
    }

    // A record that is nobody's stays where it is.
    private static bool IsHidden(this Entry entry) => entry.Is.Audience!.IsEmpty || entry.Was.Audience?.IsEmpty == true;

    private static void IsInTheOutcome(List<SimPeer> relays, SimPeer author, Scribe.Change change)
    {
        foreach (var relay in relays)
            Invariant.Holds(relay.Record(change.Key).State.Merge(change).Effect.IsEmpty, 1,
                () => $"what {author.Id} acknowledged is at {relay.Id}: {SimTrace.Of(change)}, and not {SimTrace.Of(relay.Record(change.Key))}");
    }

    private static void InOrder(SimWorld world, SimPeer peer, Dictionary<string, Stamp> last, Scribe.Operation operation)
    {
        // Who began its history anew sends again, and what was taken before stays where it was.
        if (world.Peers.Exists(other => other.LostHistory))
            return;
        Invariant.Holds(!last.TryGetValue(operation.At.Origin, out var before) || before < operation.At, 5,
            "{0} got the operations of {1} in order", peer.Id, operation.At.Origin);
        last[operation.At.Origin] = operation.At;
    }
}
