using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>
/// Records as they are now: every change whose commit was put into the cache before the call is in the answer. A
/// miss means that the store had the record at that moment, for the cache lets go only of what is flushed; and the
/// store, read after the miss, never goes back. Each record is of a moment within the call, not all of the same one.
/// </summary>
internal sealed class CurrentRecords(RecordCache cache, RecordStore store) : ICurrentRecords
{
    /// <summary>An answer for every key; <see cref="StoredRecord.Unknown"/> where nothing is known of it.</summary>
    public ValueTask<IReadOnlyDictionary<RecordKey, StoredRecord>> LoadAsync(
        IReadOnlyCollection<RecordKey> keys, CancellationToken cancel = default)
    {
        var since = cache.FlushedUpTo;
        var answer = new Dictionary<RecordKey, StoredRecord>(keys.Count);
        List<RecordKey>? missing = null;
        foreach (var key in keys)
            if (cache.TryGet(key, out var record))
                answer[key] = record;
            else if (answer.TryAdd(key, StoredRecord.Unknown))
                (missing ??= []).Add(key);
        return missing is null ? new(answer) : new(CompleteAsync(answer, missing, since, cancel));
    }

    /// <summary>
    /// Records in the order in which they last changed for a client: see <see cref="RecordStore.ChangedAsync"/>. Each of them
    /// is as current as any here, and may have changed again after the page's end.
    /// </summary>
    public async Task<ChangedPage?> ChangedAsync(
        ClientId client, bool relay, Position after, long maxBytes, CancellationToken cancel = default)
    {
        if (await store.ChangedAsync(client, relay, after, maxBytes, cancel).ConfigureAwait(false) is not { } page)
            return null;
        // What is in the cache is the same, or newer.
        var records = page.Records.Select(row => cache.TryGet(row.Key, out var newer) ? row with { Record = newer } : row).ToList();
        // What the store had not is in the cache, unless it was let go of since: then it is in the store.
        if (cache.FlushedUpTo > page.UpTo.Sequence)
        {
            var now = await LoadAsync([.. records.Select(row => row.Key)], cancel).ConfigureAwait(false);
            records = records.ConvertAll(row => row with { Record = now[row.Key] });
        }
        return page with { Records = records };
    }

    private async Task<IReadOnlyDictionary<RecordKey, StoredRecord>> CompleteAsync(
        Dictionary<RecordKey, StoredRecord> answer, List<RecordKey> missing, long since, CancellationToken cancel)
    {
        var found = await store.LoadAsync(missing, cancel).ConfigureAwait(false);
        foreach (var (key, record) in found)
            answer[key] = record;
        cache.Warm(found, since);
        return answer;
    }
}
