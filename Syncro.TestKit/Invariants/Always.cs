using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Invariants;

/// <summary>What must hold at any moment.</summary>
internal static class Always
{
    public static void Holds(SimWorld world)
    {
        foreach (var peer in world.Peers)
        {
            peer.Proven.Prove(peer);
            foreach (var made in peer.Acknowledged)
                Invariant.Holds(
                    made.Sequence - 2 < peer.Log.Count && peer.Log[(int)made.Sequence - 2].Mark == made.Mark, 1,
                    "what {0} acknowledged with commit {1} is in its log", peer.Id, made.Sequence);
            Cursors(world, peer);
        }
    }

    // 6: of a client that never lost its history.
    private static void Cursors(SimWorld world, SimPeer peer)
    {
        foreach (var (client, state) in peer.Disk.Clients)
            if (world.Peers.Find(other => other.Id == client) is { LostHistory: false } other)
                foreach (var read in state.Read.Values)
                    Invariant.Holds(read.Seen.Proof?.Commit <= other.Disk.Gone || other.CommitLog.HoldsAsync(read.Seen).Result, 6,
                        "what {0} has read of {1} is in that one's log", peer.Id, client);
    }
}
