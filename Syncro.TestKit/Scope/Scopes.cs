using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.TestKit.Scope;

/// <summary>
/// The small scopes: three peers, a server with two leaves or a line of two relays and a leaf, that hold a record of both
/// kinds, and every pair of changes with every fault.
/// </summary>
internal static class Scopes
{
    private static readonly RecordKey Open = Note("n"), Owned = City("c"), New = Note("m");

    /// <summary>Peer 0 is the server, 1 and 2 are its leaves; or 0 and 1 are relays, and 2 is a leaf of 1.</summary>
    private static readonly ImmutableArray<(string Name, int At, LocalChange Change)> Changes =
    [
        ("the server sets x", 0, Update(Open, ("x", 1))),
        ("1 sets x", 1, Update(Open, ("x", 2))),
        ("2 destroys", 2, Destroy(Open)),
        ("2 creates", 2, Create(New, ("x", 3))),
        ("the server takes 2 out", 0, Update(Owned, ("owner", "P1"), ("editors", "P0"))),
        ("the server lets 1 in", 0, Update(Owned, ("editors", new[] { "P1", "P2" }))),
        ("2 sets x of its own", 2, Update(Owned, ("x", 4))),
        ("1 sets x of what is not its own", 1, Put(Owned, ("x", 5), ("owner", "P1"))),
    ];

    /// <summary>Every change with each fault, and every pair of changes without one: seconds each, minutes in all.</summary>
    public static IEnumerable<(string Name, SmallScope Scope)> Small() => Of((one, fault) => one || fault is null);

    /// <summary>Every pair of changes, each without a fault and with each fault: an hour and more.</summary>
    public static IEnumerable<(string Name, SmallScope Scope)> All() => Of((_, _) => true);

    private static IEnumerable<(string Name, SmallScope Scope)> Of(Func<bool, Act?, bool> wanted)
    {
        foreach (var line in (bool[])[false, true])
            for (var i = 0; i < Changes.Length; i++)
                for (var j = i; j < Changes.Length; j++)
                    foreach (var fault in Faults().Where(fault => wanted(i == j, fault)))
                    {
                        var acts = (i == j ? [Of(Changes[i])] : ImmutableArray.Create(Of(Changes[i]), Of(Changes[j])));
                        if (fault is not null)
                            acts = acts.Add(fault);
                        yield return (
                            $"{(line ? "line" : "star")}: {string.Join(", ", acts.Select(act => act.Name))}",
                            new SmallScope(() => Begin(line), line ? [0, 1] : [0], acts));
                    }
    }

    private static Act Of((string Name, int At, LocalChange Change) change) =>
        new(change.Name, change.At, world => world.Peers[change.At].Ask(change.Change));

    private static IEnumerable<Act?> Faults()
    {
        yield return null;
        for (var i = 0; i < 3; i++)
        {
            var at = i;
            yield return new($"{at} crashes", at, world => world.Peers[at].Crash());
        }
        for (var i = 0; i < 4; i++)
        {
            var (link, end) = (i / 2, i % 2);
            yield return new($"link {link} sends twice to {end}", -1, world => world.Links[link].Duplicate(end));
        }
        for (var i = 0; i < 2; i++)
        {
            var link = i;
            yield return new($"link {link} is cut", -1, world => world.Links[link].Cut());
        }
    }

    private static SimWorld Begin(bool line)
    {
        var world = new SimWorld(1) { TellsMoves = false };
        var rules = SimRules.Of(SimRules.Open);
        var peers = Enumerable.Range(0, 3).Select(i => world.Peer($"P{i}", rules)).ToArray();
        world.Link(peers[1], peers[0], relay: line);
        world.Link(peers[2], line ? peers[1] : peers[0]);
        peers[0].Ask(Create(Open, ("x", 0)), Create(Owned, ("owner", "P2"), ("editors", "P0"), ("x", 0)));
        world.Settle();
        return world;
    }
}
