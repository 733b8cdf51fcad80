using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Rpc;

/// <summary>The last scribe of our journal that is for a reader, its own included.</summary>
internal static class LastScribe
{
    private const int Window = 16;

    /// <summary>Its id in the form of the reader's version; 0 where there is none.</summary>
    public static async Task<JsonText> IdAsync(SyncroSpace space, Reader reader, bool legacy, CancellationToken cancel)
    {
        var all = reader with { Own = true };
        for (var to = space.Log.State.Sequence; to > space.Log.State.Gone; to -= Window)
        {
            JsonText? last = null;
            for (var from = Math.Max(space.Log.State.Gone + 1, to - Window + 1); from <= to;)
            {
                cancel.ThrowIfCancellationRequested();
                var commits = await space.Log.FetchAsync(from, to, space.Settings.Wire.PageSize).ConfigureAwait(false);
                last = await LastOfAsync(space, commits, all, legacy, cancel).ConfigureAwait(false) ?? last;
                from = commits.Count > 0 ? commits[^1].Sequence + 1 : to + 1;
            }
            if (last is { } id)
                return id;
        }
        return JsonText.Of(0);
    }

    private static async Task<JsonText?> LastOfAsync(
        SyncroSpace space, IReadOnlyList<JournalEvent.Commit> commits, Reader reader, bool legacy, CancellationToken cancel)
    {
        var records = await space.Records.LoadAsync(
            commits.SelectMany(commit => commit.Entries).Select(entry => entry.Body.Record).OfType<RecordKey>().ToHashSet(),
            cancel).ConfigureAwait(false);
        for (var c = commits.Count - 1; c >= 0; c--)
            for (var i = commits[c].Entries.Length - 1; i >= 0; i--)
                if (IsFor(commits[c].Entries[i], reader, records, legacy))
                    return Id(Position.Of(commits[c].Sequence, i), commits[c].Mark, legacy);
        return null;
    }

    private static JsonText Id(Position position, string mark, bool legacy) =>
        legacy ? LegacyId.Of(position, mark) : JsonText.Of(position.Value);

    private static bool IsFor(Entry entry, Reader reader, IReadOnlyDictionary<RecordKey, StoredRecord> records, bool legacy) =>
        legacy
            ? reader.Takes(entry) && LegacyOutgoing.Of(
                entry, reader, key => records[key], LegacyHolds.AsTheLogSays.ToBuilder(), sure: false, fresh: false) is not null
            : Outgoing.Of(entry, reader, key => records[key]).Any();
}
