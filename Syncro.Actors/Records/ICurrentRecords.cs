using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>What those who serve our journal ask of records.</summary>
internal interface ICurrentRecords
{
    /// <summary>Records as they are now; an answer for every key, or for those that are there.</summary>
    ValueTask<IReadOnlyDictionary<RecordKey, StoredRecord>> LoadAsync(
        IReadOnlyCollection<RecordKey> keys, CancellationToken cancel = default);

    /// <summary>Those that last changed for a client after a position, as they are now; null where none are stored.</summary>
    Task<ChangedPage?> ChangedAsync(
        ClientId client, bool relay, Position after, long maxBytes, CancellationToken cancel = default);
}
