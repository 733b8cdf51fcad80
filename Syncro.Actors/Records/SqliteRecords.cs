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
    // index is for those who catch up, and for the count.
    private const string Tables = """
        create table if not exists records (
            "class" text not null, "key" blob not null, alive integer not null, reach integer not null,
            position integer not null, body blob not null, primary key ("class", "key"));
        create index if not exists records_changed on records (reach, position, alive);
        create table if not exists record_readers (
            client text not null, "class" text not null, "key" blob not null, position integer not null,
            withdraw integer not null, primary key (client, "class", "key")) without rowid;
        create index if not exists record_readers_changed on record_readers (client, position);
        create table if not exists record_checkpoint (
            journal text primary key not null, sequence integer not null, mark text not null, head integer not null,
            head_mark text not null);
        create table if not exists record_rules ("class" text primary key not null, version text not null);
        """;

    private readonly SqliteConnection _connection;
    private readonly Lazy<SqliteCommand> _upsert, _delete, _select, _concern, _ofReach, _ofClient;

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
            insert into records ("class", "key", alive, reach, position, body) values ($1, $2, $3, $4, $5, $6)
            on conflict do update set
                alive = excluded.alive, reach = excluded.reach, position = excluded.position, body = excluded.body
            """, 6));
        _delete = new(() => Prepare("""delete from records where "class" = $1 and "key" = $2""", 2));
        _select = new(() => Prepare("""select position, body from records where "class" = $1 and "key" = $2""", 2));
        _concern = new(() => Prepare("""
            insert into record_readers ("class", "key", client, position, withdraw) values ($1, $2, $3, $4, $5)
            on conflict do update set position = excluded.position, withdraw = max(withdraw, excluded.withdraw)
            """, 5));
        _ofReach = new(() => Prepare("""
            select "class", "key", position, body, position, 0 from records where reach = $1 and position > $2 order by position
            """, 2));
        _ofClient = new(() => Prepare("""
            select r."class", r."key", r.position, c.body, c.position, r.withdraw
            from record_readers r left join records c on c."class" = r."class" and c."key" = r."key"
            where r.client = $1 and r.position > $2 order by r.position
            """, 2));
    }

    public DataConnection Data { get; }

    public void CreateTables()
    {
        // Of an earlier version: they are made again from the log.
        if (Data.Execute<long>("select count(*) from pragma_table_info('records')") > 0
            && Data.Execute<long>("select count(*) from pragma_table_info('records') where name = 'reach'") == 0)
            Data.Execute("begin; drop table records; drop table record_checkpoint; drop table record_rules; commit;");
        Data.Execute(Tables);
    }

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
                command.Parameters[3].Value = (long)RecordReach.Of(record.Audience);
                command.Parameters[4].Value = record.Position.Value;
                command.Parameters[5].Value = RecordBody.Write(record.State, record.Audience);
            }
            command.ExecuteNonQuery();
        }
    }

    public void Write(IReadOnlyCollection<Concern> concerns, CancellationToken cancel)
    {
        foreach (var concern in concerns)
        {
            cancel.ThrowIfCancellationRequested();
            var command = _concern.Value;
            command.Transaction = (SqliteTransaction?)Data.Transaction;
            Name(command, concern.Key);
            command.Parameters[2].Value = concern.Client;
            command.Parameters[3].Value = concern.At.Value;
            command.Parameters[4].Value = concern.Withdraw ? 1L : 0L;
            command.ExecuteNonQuery();
        }
    }

    // A commit that is synced takes those before it along: they are in the same file. One that changes nothing is none.
    public void Sync()
    {
        var next = (Data.Execute<int>("pragma user_version") + 1) & int.MaxValue;
        Data.Execute("pragma synchronous = full");
        Data.Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pragma user_version = {next}"));
        Data.Execute("pragma synchronous = normal");
    }

    // Not by the driver, whose transactions keep writers out.
    public IDisposable BeginReading()
    {
        Data.Execute("begin deferred");
        return new Moment(this);
    }

    private sealed class Moment(SqliteRecords records) : IDisposable
    {
        public void Dispose() => records.Data.Execute("rollback");
    }

    public IEnumerable<ChangedRow> ChangedOf(int reach, Position after) => Changed(_ofReach.Value, (long)reach, after);

    public IEnumerable<ChangedRow> ChangedOf(string client, Position after) => Changed(_ofClient.Value, client, after);

    private static IEnumerable<ChangedRow> Changed(SqliteCommand command, object of, Position after)
    {
        command.Transaction = null;
        command.Parameters[0].Value = of;
        command.Parameters[1].Value = after.Value;
        using var row = command.ExecuteReader();
        while (row.Read())
            yield return new(
                row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
                row.IsDBNull(4) ? 0 : row.GetInt64(4), row.GetBoolean(5));
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
        foreach (var command in new[] { _upsert, _delete, _select, _concern, _ofReach, _ofClient })
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
