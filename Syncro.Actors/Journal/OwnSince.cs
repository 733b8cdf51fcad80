using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// What a withdraw leaves: what this journal's own application set of the record after its sender had read so far. What
/// is ours by its stamp and came back from the sender, the sender knows. What came back from another peer it may not: it
/// will read that here, and take it for what we hold.
/// </summary>
internal static class OwnSince
{
    private const long PageBytes = 1024 * 1024;

    /// <summary>The stamps of those registers; read of the log only where the record has any of ours.</summary>
    public static async ValueTask<IReadOnlySet<Stamp>> ReadAsync(
        Scribe.Withdraw withdraw, JournalRef sender, StoredRecord record, CommitLog log)
    {
        var (made, state) = (new HashSet<Stamp>(), record.State);
        var self = log.State.Client;
        if (state.Created.Origin != self.Value && state.Destroyed.Origin != self.Value && !state.Registers.Any(r => r.At.Origin == self.Value))
            return made;
        var after = withdraw.Taken is { } taken && (log.IsGone(taken) || await log.HoldsAsync(taken).ConfigureAwait(false))
            ? taken.Position : Position.Zero;
        var gone = log.State.Gone;
        // Of what is gone nobody knows any more what was made here: where the record changed since, all that is ours is kept.
        if (gone > 0 && after.Commit <= gone && record.Position > after)
            made.UnionWith(Ours(state, self));
        try
        {
            for (var next = Math.Max(after.Commit, gone + 1); ;)
            {
                var commits = await log.ReadAsync(next, PageBytes).ConfigureAwait(false);
                if (commits is not [.., var last])
                    return made;
                foreach (var commit in commits)
                    for (var i = 0; i < commit.Entries.Length; i++)
                        if (Position.Of(commit.Sequence, i) > after)
                            made.UnionWith(Made(commit.Entries[i], withdraw.Key, sender, self));
                next = last.Sequence + 1;
            }
        }
        catch (CompactedException)
        {
            // It went while it was read.
            return Ours(state, self).ToHashSet();
        }
    }

    private static IEnumerable<Stamp> Ours(RecordState state, ClientId self) =>
        state.Registers.Select(register => register.At).Append(state.Created).Append(state.Destroyed).Where(stamp => stamp.Origin == self.Value);

    /// <summary>
    /// The stamps of an entry that was made here, or stamped here on receipt for a version-1 peer, or that is ours whole and
    /// came from another than the sender.
    /// </summary>
    public static IEnumerable<Stamp> Made(Entry entry, RecordKey key, JournalRef sender, ClientId self) =>
        entry.Body is EntryBody.Changed(var change) && change.Key == key
        && (entry.From is null or { Journal.Value.Length: 0 }
            || (entry.From != sender && change.Stamps.All(stamp => stamp.Origin == self.Value)))
            ? change.Stamps : [];
}
