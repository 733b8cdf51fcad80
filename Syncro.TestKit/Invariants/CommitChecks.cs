using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Invariants;

/// <summary>What must hold of a commit when it is made: against the peer's log before it.</summary>
internal static class CommitChecks
{
    public static void Of(SimPeer peer, JournalEvent.Commit commit, JournalEvent.Commit read)
    {
        Invariant.Holds(commit.Entries.SequenceEqual(read.Entries) && commit.Taken.SequenceEqual(read.Taken), 1,
            "what {0} reads from disk is what it wrote", peer.Id);
        foreach (var entry in read.Entries)
            Of(peer, entry);
        Withdrawn(peer, read);
    }

    // Those that no change of the same commit was of, for the record here is that before it.
    private static void Withdrawn(SimPeer peer, JournalEvent.Commit commit)
    {
        var touched = new HashSet<RecordKey>();
        foreach (var entry in commit.Entries)
            if (entry.Body.Record is { } key && touched.Add(key)
                && entry is { Body: EntryBody.Withdrawn(_, var remains), From.Client: var relay })
                Kept(peer, relay, key, remains);
    }

    // What it holds of its own changes and the relay has not read yet. A copy or one who lost its log tells nothing of that.
    private static void Kept(SimPeer peer, ClientId relay, RecordKey key, RecordState remains)
    {
        var ends = peer.World.Peers.FindAll(other => other.Id == relay || other.Id == peer.Id);
        if (ends.Exists(end => end.LostHistory))
            return;
        var self = new JournalRef(peer.Id, peer.Disk.Journal);
        var taken = ends.Where(end => end.Id == relay).Max(end => Read(end, self));
        var unsent = peer.Log.Where(made => made.Last > taken)
            .SelectMany(made => made.Entries.Where((entry, i) => entry.From is null && Position.Of(made.Sequence, i) > taken))
            .SelectMany(entry => entry.Body is EntryBody.Changed(var change) && change.Key == key ? change.Stamps : []).ToHashSet();
        var state = peer.Record(key).State;
        Invariant.Holds(
            (!unsent.Contains(state.Created) || remains.Created == state.Created)
            && (!unsent.Contains(state.Destroyed) || remains.Destroyed == state.Destroyed)
            && state.Registers.All(register => !unsent.Contains(register.At) || remains.Registers.Contains(register)), 1,
            "a withdraw leaves {0} what it set of {1} and has not sent", peer.Id, key);
    }

    private static void Of(SimPeer peer, Entry entry)
    {
        switch (entry.Body)
        {
            case EntryBody.Changed(var change):
                Stamped(peer, entry, change.Stamps, change.Latest);
                if (entry.From is null)
                    Invariant.Holds(Latest(peer.Record(change.Key).State) < change.At, 11,
                        "a change of {0} wins over all that it has seen of {1}", peer.Id, change.Key);
                if (change.Kind == ChangeType.Update && entry.From is not null && entry.Was.IsUnknown)
                    peer.World.Counts.Add(Occurrence.UpdateBeforeCreate);
                break;
            case EntryBody.Operated(var operation):
                Invariant.Holds(!peer.Records.ContainsKey(OperationKey.Of(operation)), 3, "{0} applies {1} once", peer.Id, operation);
                Stamped(peer, entry, [operation.At], operation.At);
                break;
            case EntryBody.Correct:
                peer.World.Counts.Add(Occurrence.Corrected);
                break;
            case EntryBody.Restate:
                peer.World.Counts.Add(Occurrence.Restated);
                break;
            case EntryBody.Reassigned:
                peer.World.Counts.Add(Occurrence.Reassigned);
                break;
        }
    }

    private static Position Read(SimPeer reader, JournalRef of)
    {
        var recorded = reader.State.Taken.TryGetValue(of, out var taken) ? taken.To.Position : Position.Zero;
        var seen = reader.Disk.Clients.TryGetValue(of.Client, out var client) && client.Read.TryGetValue(of.Journal, out var read)
            ? read.Seen.Position : Position.Zero;
        return recorded > seen ? recorded : seen;
    }

    private static Stamp Latest(RecordState state) =>
        state.Registers.Select(register => register.At).Append(state.Created).Append(state.Destroyed).Max();

    private static void Stamped(SimPeer peer, Entry entry, IEnumerable<Stamp> stamps, Stamp latest)
    {
        if (entry.From is not { } from || from.Journal == JournalId.Legacy)
            return;
        Invariant.Holds(latest.Milliseconds <= peer.Furthest + SimWorld.MaxDrift, 11,
            "{0} takes no stamp too far ahead of its clock: {1}", peer.Id, latest);
        if (!peer.Trusts(from.Client))
            Invariant.Holds(stamps.All(stamp => stamp.Origin == from.Client.Value), 20,
                "what {0} takes from {1} is that client's own", peer.Id, from.Client);
    }
}
