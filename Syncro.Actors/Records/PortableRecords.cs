using System.Data;
using LinqToDB;
using LinqToDB.Data;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>
/// Any database that linq2db knows, by statements that all of them have: rows are deleted and inserted again, many at
/// a time, which is several times as fast as replacing them one by one.
/// </summary>
internal sealed class PortableRecords(RecordStoreOptions options) : IRecordConnection
{
    // Statements with more rows are slower: PostgreSQL loads by 100 keys four times as fast as by 500.
    private const int Chunk = 100;

    public DataConnection Data { get; } =
        new(new DataOptions().UseConnectionString(options.Provider, options.ConnectionString));

    public void CreateTables()
    {
        Data.CreateTable<RecordRow>(tableOptions: TableOptions.CreateIfNotExists);
        Data.CreateTable<ReaderRow>(tableOptions: TableOptions.CreateIfNotExists);
        Data.CreateTable<CheckpointRow>(tableOptions: TableOptions.CreateIfNotExists);
        Data.CreateTable<RuleRow>(tableOptions: TableOptions.CreateIfNotExists);
        if (options.Provider.StartsWith(ProviderName.PostgreSQL, StringComparison.Ordinal))
        {
            Data.Execute("create index if not exists records_changed on records (reach, position)");
            Data.Execute("create index if not exists records_alive on records (alive)");
            Data.Execute("create index if not exists record_readers_changed on record_readers (client, position)");
        }
        CheckCase();
    }

    // Where 'note' equals 'Note', two classes would share their records.
    private void CheckCase()
    {
        using var transaction = Data.BeginTransaction();
        Data.Insert(new RecordRow { Class = "case;" });
        if (Data.GetTable<RecordRow>().Any(row => row.Class == "CASE;"))
            throw new RecordStoreException(
                options, "column records.class is compared without regard to case; it needs a binary collation");
        transaction.Rollback();
    }

    public void Write(IReadOnlyCollection<KeyValuePair<RecordKey, StoredRecord>> records, CancellationToken cancel)
    {
        foreach (var (name, keys) in Chunks(records.Select(pair => pair.Key), cancel))
            Data.GetTable<RecordRow>().Delete(row => row.Class == name && keys.Contains(row.Key));
        var rows = records.Where(pair => !pair.Value.State.IsUnknown).Select(pair => Row(pair.Key, pair.Value));
        foreach (var chunk in rows.Chunk(Chunk))
        {
            cancel.ThrowIfCancellationRequested();
            Data.BulkCopy(new BulkCopyOptions { BulkCopyType = BulkCopyType.MultipleRows }, chunk);
        }
    }

    public void Write(IReadOnlyCollection<Concern> concerns, CancellationToken cancel)
    {
        foreach (var ((client, name), ofClient) in concerns.GroupBy(concern => (concern.Client, concern.Key.Class))
            .ToDictionary(group => group.Key, group => group.GroupBy(concern => concern.Key).Select(Together).ToList()))
            foreach (var chunk in ofClient.Chunk(Chunk))
            {
                cancel.ThrowIfCancellationRequested();
                var keys = chunk.Select(concern => RecordKeyCodec.Encode(concern.Key.Id)).ToArray();
                var there = Data.GetTable<ReaderRow>().Where(row => row.Client == client && row.Class == name && keys.Contains(row.Key));
                var withdrawn = there.Where(row => row.Withdraw).Select(row => row.Key).AsEnumerable().Select(Convert.ToHexString).ToHashSet();
                there.Delete();
                Data.BulkCopy(
                    new BulkCopyOptions { BulkCopyType = BulkCopyType.MultipleRows },
                    chunk.Select((concern, i) => Row(concern, keys[i], withdrawn.Contains(Convert.ToHexString(keys[i])))));
            }
    }

    private static Concern Together(IEnumerable<Concern> ofKey) =>
        ofKey.Aggregate((earlier, later) => later with { Withdraw = earlier.Withdraw || later.Withdraw });

    private static ReaderRow Row(Concern concern, byte[] key, bool withdraw) => new()
    {
        Client = concern.Client,
        Class = concern.Key.Class,
        Key = key,
        Position = concern.At.Value,
        Withdraw = withdraw || concern.Withdraw,
    };

    public Checkpoint? ReadCheckpoint() => Data.GetTable<CheckpointRow>().SingleOrDefault()?.ToCheckpoint();

    public void Write(Checkpoint upTo)
    {
        Data.GetTable<CheckpointRow>().Delete();
        Data.Insert(CheckpointRow.Of(upTo));
    }

    // A commit of a server is one.
    public void Sync() { }

    public IDisposable BeginReading() => Data.BeginTransaction(IsolationLevel.RepeatableRead);

    public IEnumerable<ChangedRow> ChangedOf(int reach, Position after) =>
        Data.GetTable<RecordRow>().Where(row => row.Reach == reach && row.Position > after.Value).OrderBy(row => row.Position)
            .Select(row => new { row.Class, row.Key, row.Position, row.Body }).AsEnumerable()
            .Select(row => ChangedRow.Read(row.Class, row.Key, row.Position, row.Body, row.Position, false));

    public IEnumerable<ChangedRow> ChangedOf(string client, Position after) => (
        from reader in Data.GetTable<ReaderRow>()
        where reader.Client == client && reader.Position > after.Value
        from row in Data.GetTable<RecordRow>().LeftJoin(row => row.Class == reader.Class && row.Key == reader.Key)
        orderby reader.Position
        select new
        {
            reader.Class,
            reader.Key,
            At = reader.Position,
            Body = (byte[]?)row.Body,
            Position = (long?)row.Position,
            reader.Withdraw,
        })
        .AsEnumerable().Select(row => ChangedRow.Read(row.Class, row.Key, row.At, row.Body, row.Position ?? 0, row.Withdraw));

    public void Load(
        IReadOnlyCollection<RecordKey> keys, Dictionary<RecordKey, StoredRecord> into, CancellationToken cancel)
    {
        foreach (var (name, chunk) in Chunks(keys, cancel))
            foreach (var row in Data.GetTable<RecordRow>().Where(row => row.Class == name && chunk.Contains(row.Key)))
            {
                var (state, audience) = RecordBody.Read(row.Body);
                into[new(name, RecordKeyCodec.Decode(row.Key))] = new(state, audience, new(row.Position));
            }
    }

    public void Dispose() => Data.Dispose();

    private static IEnumerable<(string Class, byte[][] Keys)> Chunks(
        IEnumerable<RecordKey> keys, CancellationToken cancel)
    {
        foreach (var group in keys.GroupBy(key => key.Class, key => RecordKeyCodec.Encode(key.Id)))
            foreach (var chunk in group.Chunk(Chunk))
            {
                cancel.ThrowIfCancellationRequested();
                yield return (group.Key, chunk);
            }
    }

    private static RecordRow Row(RecordKey key, StoredRecord record) => new()
    {
        Class = key.Class,
        Key = RecordKeyCodec.Encode(key.Id),
        Alive = record.State.Alive,
        Reach = RecordReach.Of(record.Audience),
        Position = record.Position.Value,
        Body = RecordBody.Write(record.State, record.Audience),
    };
}
