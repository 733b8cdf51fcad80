using Syncro.Scribes;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Invariants;

/// <summary>9 and 19: once quiet, relays hold the same registers, leaves see what they may, and no link stalls.</summary>
internal static class Converged
{
    public static void Holds(SimWorld world, List<SimPeer> relays)
    {
        var leaves = world.Peers.Except(relays).ToList();
        var hub = relays[0];
        // An operation that all had acknowledged may be gone: who loses it then does not get it again.
        var operationsStay = world.Counts[Occurrence.Compacted] == 0 || !world.Peers.Exists(peer => peer.LostHistory);
        foreach (var key in world.Peers.SelectMany(peer => peer.Records.Keys).Distinct().Where(key => operationsStay || !key.Id.IsOperation).ToList())
        {
            foreach (var relay in relays)
                Invariant.Holds(
                    hub.Record(key).State == relay.Record(key).State && hub.Record(key).Audience == relay.Record(key).Audience, 9,
                    () => $"{key} is the same at {hub.Id}: {SimTrace.Of(hub.Record(key))}\nand at {relay.Id}: {SimTrace.Of(relay.Record(key))}");
            foreach (var leaf in leaves)
                AtLeaf(key, hub, leaf);
            foreach (var ruby in world.Rubies)
                AtRuby(world, key, hub, ruby);
        }
        foreach (var link in world.Links.Where(link => link is { Enabled: true, Up: false }))
            Invariant.Holds(IsTwin(world, link), 19, "{0} is up", link.Name);
    }

    private static void AtLeaf(RecordKey key, SimPeer hub, SimPeer leaf)
    {
        var (there, here) = (hub.Record(key), leaf.Record(key));
        if (key.Id.IsOperation)
        {
            Invariant.Holds(there.State == here.State, 7, "{0} got the operation {1}", leaf.Id, key);
            return;
        }
        var reads = there.Audience.Contains(leaf.Id);
        Invariant.Holds(
            (reads ? hub.Seen(key) : null) == leaf.Seen(key) && (reads || here.State.Registers.IsEmpty), 9,
            () => $"{key} is the same at {hub.Id}: {SimTrace.Of(there)}\nand at {leaf.Id}{(reads ? "" : ", which may not read it")}: {SimTrace.Of(here)}");
    }

    private static void AtRuby(SimWorld world, RecordKey key, SimPeer hub, SimRuby ruby)
    {
        var dialled = world.Links.Exists(link => link.To == ruby);
        var reads = hub.Record(key).Audience is var audience
            && (dialled ? !audience.IsEmpty : audience.Contains(new(ruby.Name)));
        Invariant.Holds(
            (reads ? hub.Seen(key) : null) == ruby.Seen(key), 9,
            () => $"{key} is the same at {hub.Id}: {hub.Seen(key)}\nand at {ruby.Name}: {ruby.Seen(key)}");
    }

    // Of two peers that dial each other one link waits while the other lives.
    private static bool IsTwin(SimWorld world, SimLink link) =>
        world.Links.Exists(other => other.From == link.To && other.To == link.From && other.Up);
}
