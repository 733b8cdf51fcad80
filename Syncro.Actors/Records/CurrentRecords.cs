using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>
/// Records as they are now: every change whose commit was put into the cache before the call is in the answer. A
/// miss means that the store had the record at that moment, for the cache lets go only of what is flushed; and the
/// store, read after the miss, never goes back. Each record is of a moment within the call, not all of the same one.
/// </summary>
internal sealed class CurrentRecords(RecordCache cache, RecordStore store)
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
