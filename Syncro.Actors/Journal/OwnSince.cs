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
        Scribe.Withdraw withdraw, JournalRef sender, RecordState state, CommitLog log)
    {
        var made = new HashSet<Stamp>();
        var self = log.State.Client;
        if (state.Created.Origin != self.Value && state.Destroyed.Origin != self.Value && !state.Registers.Any(r => r.At.Origin == self.Value))
            return made;
        var after = withdraw.Taken is { } taken && await log.HoldsAsync(taken).ConfigureAwait(false) ? taken.Position : Position.Zero;
        for (var next = after.Commit; ;)
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
