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
        Data.CreateTable<CheckpointRow>(tableOptions: TableOptions.CreateIfNotExists);
        Data.CreateTable<RuleRow>(tableOptions: TableOptions.CreateIfNotExists);
        if (options.Provider.StartsWith(ProviderName.PostgreSQL, StringComparison.Ordinal))
            Data.Execute("create index if not exists records_alive on records (alive)");
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
        Position = record.Position.Value,
        Body = RecordBody.Write(record.State, record.Audience),
    };
}
