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

    /// <summary>Puts where records concern clients in the place of what was there; that one is to be withdrawn stays.</summary>
    void Write(IReadOnlyCollection<Concern> concerns, CancellationToken cancel);

    /// <summary>How far of the log is in the tables; null where nothing was ever written.</summary>
    Checkpoint? ReadCheckpoint();

    /// <summary>Puts a checkpoint in the place of the one before it, within the connection's transaction.</summary>
    void Write(Checkpoint upTo);

    /// <summary>Everything committed before survives a loss of power.</summary>
    void Sync();

    /// <summary>What is read until it is disposed of is of one moment.</summary>
    IDisposable BeginReading();

    /// <summary>
    /// Records of a <see cref="RecordReach"/> that last changed after a position, in that order; read as they are asked for, one
    /// such reading at a time.
    /// </summary>
    IEnumerable<ChangedRow> ChangedOf(int reach, Position after);

    /// <summary>The same of the records that concern a client: see <see cref="Concern"/>.</summary>
    IEnumerable<ChangedRow> ChangedOf(string client, Position after);

    /// <summary>Adds the records that are there.</summary>
    void Load(
        IReadOnlyCollection<RecordKey> keys, Dictionary<RecordKey, StoredRecord> into, CancellationToken cancel);
}
