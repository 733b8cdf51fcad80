using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>SQLite by prepared statements, which are several times as fast as any statement with many rows.</summary>
internal sealed class SqliteRecords : IRecordConnection
{
    // NORMAL: a commit may be lost with the power, never the file. Rows and checkpoint go together, so the store is
    // then as it was a little earlier, and is brought up to date from the journal like after any crash.
    // The WAL is as short as SQLite makes it (4 MB): a longer one writes less to the file, but leaves the kernel so much to
    // write back at once that the journal, on the same disk, waits for it.
    private const string Settings =
        "pragma synchronous = normal; pragma cache_size = -16384; pragma temp_store = memory;";

    // Rows lie in the order they came, not by key: records with scattered ids are written twice as fast so. The second
    // index is for the count.
    private const string Tables = """
        create table if not exists records (
            "class" text not null, "key" blob not null, alive integer not null, position integer not null,
            body blob not null, primary key ("class", "key"));
        create index if not exists records_alive on records (alive);
        create table if not exists record_checkpoint (
            journal text primary key not null, sequence integer not null, mark text not null);
        create table if not exists record_rules ("class" text primary key not null, version text not null);
        """;

    private readonly SqliteConnection _connection;
    private readonly Lazy<SqliteCommand> _upsert, _delete, _select;

    public SqliteRecords(RecordStoreOptions options)
    {
        // The store keeps its connections open itself; a second pool would hold the file after the store is closed.
        var settings = new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false };
        Data = new(new DataOptions().UseConnectionString(options.Provider, settings.ToString()));
        try
        {
            _connection = (SqliteConnection)Data.OpenDbConnection();
            if (Data.Execute<string>("pragma journal_mode = wal") is not "wal" and var mode)
                throw new RecordStoreException(
                    options, $"journal mode is '{mode}', must be 'wal'; it needs a file on a local disk");
            Data.Execute(Settings);
        }
        catch
        {
            Data.Dispose();
            throw;
        }
        _upsert = new(() => Prepare("""
            insert into records ("class", "key", alive, position, body) values ($1, $2, $3, $4, $5)
            on conflict do update set alive = excluded.alive, position = excluded.position, body = excluded.body
            """, 5));
        _delete = new(() => Prepare("""delete from records where "class" = $1 and "key" = $2""", 2));
        _select = new(() => Prepare("""select position, body from records where "class" = $1 and "key" = $2""", 2));
    }

    public DataConnection Data { get; }

    public void CreateTables() => Data.Execute(Tables);

    public void Write(IReadOnlyCollection<KeyValuePair<RecordKey, StoredRecord>> records, CancellationToken cancel)
    {
        foreach (var (key, record) in records)
        {
            cancel.ThrowIfCancellationRequested();
            var command = record.State.IsUnknown ? _delete.Value : _upsert.Value;
            command.Transaction = (SqliteTransaction?)Data.Transaction;
            Name(command, key);
            if (!record.State.IsUnknown)
            {
                command.Parameters[2].Value = record.State.Alive ? 1L : 0L;
                command.Parameters[3].Value = record.Position.Value;
                command.Parameters[4].Value = RecordBody.Write(record.State, record.Audience);
            }
            command.ExecuteNonQuery();
        }
    }

    public void Load(
        IReadOnlyCollection<RecordKey> keys, Dictionary<RecordKey, StoredRecord> into, CancellationToken cancel)
    {
        // One snapshot for all of them, and one lock of the file.
        using var snapshot = _connection.BeginTransaction(deferred: true);
        var command = _select.Value;
        command.Transaction = snapshot;
        foreach (var key in keys)
        {
            cancel.ThrowIfCancellationRequested();
            Name(command, key);
            using var row = command.ExecuteReader();
            if (!row.Read())
                continue;
            var (state, audience) = RecordBody.Read(row.GetFieldValue<byte[]>(1));
            into[key] = new(state, audience, new(row.GetInt64(0)));
        }
    }

    public void Dispose()
    {
        foreach (var command in new[] { _upsert, _delete, _select })
            if (command.IsValueCreated)
                command.Value.Dispose();
        Data.Dispose();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new() { ParameterName = $"${i}" });
        return command;
    }

    private static void Name(SqliteCommand command, RecordKey key)
    {
        command.Parameters[0].Value = key.Class;
        command.Parameters[1].Value = RecordKeyCodec.Encode(key.Id);
    }
}
