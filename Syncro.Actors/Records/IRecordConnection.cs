using LinqToDB.Data;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>A connection to the tables, used by one thread at a time: what databases do in their own ways.</summary>
internal interface IRecordConnection : IDisposable
{
    DataConnection Data { get; }

    void CreateTables();

    /// <summary>Puts records in the place of those of the same keys, within the connection's transaction.</summary>
    void Write(IReadOnlyCollection<KeyValuePair<RecordKey, StoredRecord>> records, CancellationToken cancel);

    /// <summary>Adds the records that are there.</summary>
    void Load(
        IReadOnlyCollection<RecordKey> keys, Dictionary<RecordKey, StoredRecord> into, CancellationToken cancel);
}
