using LinqToDB;
using LinqToDB.Data;
using Microsoft.Data.Sqlite;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>SQLite by prepared statements of one row each, which are several times as fast as any statement with many rows.</summary>
internal sealed partial class SqliteRecords : IRecordConnection
{
    private readonly SqliteConnection _connection;
    private readonly Lazy<SqliteStatement> _upsert, _delete, _select, _concern, _ofReach, _ofClient, _checkpoint, _forget, _remember;

    public SqliteRecords(RecordStoreOptions options)
    {
        // The store keeps its connections open itself; a second pool would hold the file after the store is closed. With a cache
        // that they share, readers would fail beside the writer.
        var settings = new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false, Cache = SqliteCacheMode.Private };
        Data = new(new DataOptions().UseConnectionString(options.Provider, settings.ToString()));
        try
        {
            _connection = (SqliteConnection)Data.OpenDbConnection();
            if (Data.Execute<string>("pragma journal_mode = wal") is not "wal" and var mode)
                throw new RecordStoreException(
                    options, $"journal mode is '{mode}', must be 'wal'; it needs a file on a local disk");
            Data.Execute($"{Settings} pragma busy_timeout = {settings.DefaultTimeout * 1000L};");
        }
        catch
        {
            Data.Dispose();
            throw;
        }
        _upsert = Prepare("""
            insert into records ("class", "key", alive, reach, position, body) values (?1, ?2, ?3, ?4, ?5, ?6)
            on conflict do update set
                alive = excluded.alive, reach = excluded.reach, position = excluded.position, body = excluded.body
            """);
        _delete = Prepare("""delete from records where "class" = ?1 and "key" = ?2""");
        _select = Prepare("""select position, body from records where "class" = ?1 and "key" = ?2""");
        _concern = Prepare("""
            insert into record_readers ("class", "key", client, position, withdraw) values (?1, ?2, ?3, ?4, ?5)
            on conflict do update set position = excluded.position, withdraw = max(withdraw, excluded.withdraw)
            """);
        _ofReach = Prepare("""
            select "class", "key", position, body, position, 0 from records where reach = ?1 and position > ?2 order by position
            """);
        _ofClient = Prepare("""
            select r."class", r."key", r.position, c.body, c.position, r.withdraw
            from record_readers r left join records c on c."class" = r."class" and c."key" = r."key"
            where r.client = ?1 and r.position > ?2 order by r.position
            """);
        _checkpoint = Prepare("select journal, sequence, mark, head, head_mark from record_checkpoint");
        _forget = Prepare("delete from record_checkpoint");
        _remember = Prepare("insert into record_checkpoint (journal, sequence, mark, head, head_mark) values (?1, ?2, ?3, ?4, ?5)");
    }

    public DataConnection Data { get; }

    public void Write(IReadOnlyCollection<KeyValuePair<RecordKey, StoredRecord>> records, CancellationToken cancel)
    {
        var body = Scratch.Rent();
        foreach (var (key, record) in records)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = Name(record.State.IsUnknown ? _delete.Value : _upsert.Value, key);
            if (!record.State.IsUnknown)
            {
                body.ResetWrittenCount();
                RecordBody.Write(body, record.State, record.Audience);
                statement.Bind(3, record.State.Alive ? 1 : 0);
                statement.Bind(4, RecordReach.Of(record.Audience));
                statement.Bind(5, record.Position.Value);
                statement.Bind(6, body.WrittenSpan);
            }
            statement.Run();
        }
        Scratch.Return(body);
    }

    public void Write(IReadOnlyCollection<Concern> concerns, CancellationToken cancel)
    {
        foreach (var concern in concerns)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = Name(_concern.Value, concern.Key);
            statement.Bind(3, concern.Client);
            statement.Bind(4, concern.At.Value);
            statement.Bind(5, concern.Withdraw ? 1 : 0);
            statement.Run();
        }
    }

    public Checkpoint? ReadCheckpoint()
    {
        var row = _checkpoint.Value;
        try
        {
            if (!row.Step())
                return null;
            var journal = new JournalId(row.Text(0));
            return new(journal, row.Number(1), row.Text(2), new(journal, new(row.Number(3)), row.Text(4)));
        }
        finally
        {
            row.Reset();
        }
    }

    public void Write(Checkpoint upTo)
    {
        _forget.Value.Run();
        var row = _remember.Value;
        row.Bind(1, upTo.Journal.Value);
        row.Bind(2, upTo.Sequence);
        row.Bind(3, upTo.Mark);
        row.Bind(4, upTo.Head.Position.Value);
        row.Bind(5, upTo.Head.Mark);
        row.Run();
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

    public IEnumerable<ChangedRow> ChangedOf(int reach, Position after) =>
        Changed(_ofReach.Value, statement => statement.Bind(1, reach), after);

    public IEnumerable<ChangedRow> ChangedOf(string client, Position after) =>
        Changed(_ofClient.Value, statement => statement.Bind(1, client), after);

    private static IEnumerable<ChangedRow> Changed(SqliteStatement statement, Action<SqliteStatement> of, Position after)
    {
        of(statement);
        statement.Bind(2, after.Value);
        try
        {
            while (statement.Step())
                yield return ChangedRow.Read(
                    NamePool.Of(statement.Bytes(0)), statement.Bytes(1), statement.Number(2), statement.Bytes(3), statement.Number(4),
                    statement.Number(5) != 0);
        }
        finally
        {
            statement.Reset();
        }
    }

    public void Load(
        IReadOnlyCollection<RecordKey> keys, Dictionary<RecordKey, StoredRecord> into, CancellationToken cancel)
    {
        // One snapshot for all of them, and one lock of the file.
        using var snapshot = _connection.BeginTransaction(deferred: true);
        foreach (var key in keys)
        {
            cancel.ThrowIfCancellationRequested();
            var statement = Name(_select.Value, key);
            try
            {
                if (!statement.Step())
                    continue;
                var (state, audience) = RecordBody.Read(statement.Bytes(1));
                into[key] = new(state, audience, new(statement.Number(0)));
            }
            finally
            {
                statement.Reset();
            }
        }
    }

    public void Dispose()
    {
        foreach (var statement in new[] { _upsert, _delete, _select, _concern, _ofReach, _ofClient, _checkpoint, _forget, _remember })
            if (statement.IsValueCreated)
                statement.Value.Dispose();
        Data.Dispose();
    }

    private Lazy<SqliteStatement> Prepare(string sql) => new(() => new(_connection, sql));

    private static SqliteStatement Name(SqliteStatement statement, RecordKey key)
    {
        statement.Bind(1, key.Class);
        statement.Bind(2, RecordKeyCodec.Encode(key.Id));
        return statement;
    }
}
