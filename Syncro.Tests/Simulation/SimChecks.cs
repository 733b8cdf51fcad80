using System.Text;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Tests.Simulation;

/// <summary>What must hold; the numbers are those of the invariants.</summary>
internal static class SimChecks
{
    /// <summary>At any moment.</summary>
    public static void Always(SimWorld world)
    {
        foreach (var peer in world.Peers)
        {
            IsWhole(peer);
            Assert.All(peer.Acknowledged, made => Assert.Contains(
                peer.Log, commit => commit.Sequence == made.Sequence && commit.Mark == made.Mark)); // 1
            if (world.WasRestored)
                continue;
            foreach (var (client, state) in peer.Disk.Clients)
                foreach (var read in state.Read.Values)
                    Assert.True(
                        world.Peers.FirstOrDefault(p => p.Id == client) is not { } other || other.CommitLog.HoldsAsync(read.Seen).Result,
                        $"6: {peer.Id} is ahead of {client}");
        }
    }

    /// <summary>Commits 1..n, each proved by its mark; records are their fold.</summary>
    public static void IsWhole(SimPeer peer)
    {
        var (mark, fold) = ("", new Dictionary<RecordKey, StoredRecord>());
        for (var i = 0; i < peer.Log.Count; i++)
        {
            Assert.Equal(i + 2, peer.Log[i].Sequence);
            var head = Encoding.UTF8.GetByteCount($"{{\"mark\":\"{peer.Log[i].Mark}\",");
            mark = CommitWriter.Mark(mark, peer.Log[i].Stored.Span[head..]);
            Assert.Equal(mark, peer.Log[i].Mark);
            RecordFold.Apply(peer.Log[i], fold);
        }
        Assert.True(fold.Count == peer.Records.Count && fold.All(r => peer.Records[r.Key] == r.Value), $"14: {peer.Id}");
    }

    /// <summary>9: once quiet, relays hold the same registers and leaves see what they may.</summary>
    public static void Converged(SimWorld world)
    {
        var leaves = world.Peers.Where(peer => world.Peers.Any(p => p != peer && p.Records is not null && IsLeafOf(world, peer, p))).ToList();
        var relays = world.Peers.Except(leaves).ToList();
        foreach (var key in world.Peers.SelectMany(peer => peer.Records.Keys).Distinct().ToList())
        {
            var hub = relays[0].Record(key);
            foreach (var relay in relays)
                Assert.True(hub.State == relay.Record(key).State && hub.Audience == relay.Record(key).Audience,
                    $"9: {key} at {relays[0].Id}: {SimTrace.Of(hub.State)}\nat {relay.Id}: {SimTrace.Of(relay.Record(key).State)}");
            foreach (var leaf in leaves)
                AtLeaf(key, relays[0], leaf);
            foreach (var ruby in world.Rubies)
            {
                var reads = hub.Audience.Contains(new(ruby.Name)) || world.Links.Any(l => l.Dialler is SimSession && l.Listener?.Name == ruby.Name);
                Assert.True(
                    (reads ? relays[0].Seen(key) : null) == ruby.Seen(key),
                    $"9: {key} at {relays[0].Id}: {relays[0].Seen(key)}\nat {ruby.Name}: {ruby.Seen(key)}");
            }
        }
    }

    private static void AtLeaf(RecordKey key, SimPeer hub, SimPeer leaf)
    {
        var (there, here) = (hub.Record(key), leaf.Record(key));
        if (key.Id.Text.StartsWith('\u0001'))
        {
            Assert.True(there.State == here.State, $"operation at {leaf.Id}");
            return;
        }
        var reads = there.Audience.Contains(leaf.Id);
        Assert.True(
            (reads ? hub.Seen(key) : null) == leaf.Seen(key) && (reads || here.State.Registers.IsEmpty),
            $"9: {key} at {hub.Id}: {SimTrace.Of(there.State)}\nat {leaf.Id}{(reads ? "" : ", which may not read it")}: {SimTrace.Of(here.State)}");
    }

    private static bool IsLeafOf(SimWorld world, SimPeer leaf, SimPeer hub) =>
        world.Links.Any(link => link.Name == $"{leaf.Id}→{hub.Id}") && !hub.Relays.Contains(leaf.Id);
}
