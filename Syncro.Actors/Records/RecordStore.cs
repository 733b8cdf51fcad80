using System.Collections.Immutable;
using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>
/// The durable state of every record: the fold of the journal up to <see cref="Checkpoint"/>, exactly. Any number of
/// readers at a time, one writer. Every failure of the database is a <see cref="RecordStoreException"/>.
/// </summary>
internal sealed partial class RecordStore : IDisposable
{
    private const int Readers = 4;

    // Records that SQLite finds sooner than another thread is awake.
    private const int Few = 64;

    private readonly RecordStoreOptions _options;
    private readonly RecordConnections _readers, _writer;
    private volatile Checkpoint? _checkpoint;
    private volatile Counted _counted = new(-1, 0);
    private long _version;

    private sealed record Counted(long Version, long Records);

    private RecordStore(RecordStoreOptions options, Func<IRecordConnection> connect, Checkpoint? checkpoint)
    {
        _options = options;
        _readers = new(Readers, connect);
        _writer = new(1, connect);
        _checkpoint = checkpoint;
    }

    /// <summary>Opens the store, and creates its tables where there are none.</summary>
    /// <exception cref="RecordStoreException">It can't be reached, read or written, or is no record store.</exception>
    public static RecordStore Open(RecordStoreOptions options) => options.Provider == RecordStoreOptions.Sqlite
        ? Open(options, () => new SqliteRecords(options))
        : Open(options, () => new PortableRecords(options));

    internal static RecordStore Open(RecordStoreOptions options, Func<IRecordConnection> connect) =>
        Guard(options, () =>
        {
            using var connection = connect();
            connection.CreateTables();
            connection.Load([new("", RecordId.Of(0))], [], CancellationToken.None);
            return new RecordStore(options, connect, connection.ReadCheckpoint());
        });

    /// <summary>How far of the log is in the store; null where it is empty and nothing was ever written.</summary>
    public Checkpoint? Checkpoint => _checkpoint;

    /// <summary>
    /// Puts the records in the place of those stored, and the checkpoint with them: both or neither. A record of
    /// which nothing is known any more is removed.
    /// </summary>
    public Task WriteAsync(Unflushed changes, CancellationToken cancel = default) => ChangeAsync(connection =>
        {
            connection.Write(changes.Records, cancel);
            connection.Write(changes.Concerns, cancel);
            connection.Write(changes.UpTo);
        }, changes.UpTo, cancel);

    /// <summary>Completes once everything written so far survives a loss of power.</summary>
    public Task SyncAsync(CancellationToken cancel = default) =>
        _writer.RunAsync(connection => Guard(_options, () =>
        {
            connection.Sync();
            return true;
        }), cancel);

    /// <summary>Removes everything, the checkpoint too.</summary>
    public Task ClearAsync(CancellationToken cancel = default) => ChangeAsync(connection =>
    {
        connection.Data.GetTable<CheckpointRow>().Delete();
        connection.Data.GetTable<RecordRow>().Delete();
        connection.Data.GetTable<ReaderRow>().Delete();
        connection.Data.GetTable<RuleRow>().Delete();
    }, null, cancel);

    /// <summary>The records that are there, of one moment where the database is SQLite; a few of those at once.</summary>
    public async Task<IReadOnlyDictionary<RecordKey, StoredRecord>> LoadAsync(
        IReadOnlyCollection<RecordKey> keys, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        IReadOnlyDictionary<RecordKey, StoredRecord> Load(IRecordConnection connection, CancellationToken cancel)
        {
            var found = new Dictionary<RecordKey, StoredRecord>(keys.Count);
            connection.Load(keys, found, cancel);
            return found;
        }
        return keys.Count <= Few && _options.Provider == RecordStoreOptions.Sqlite
            && _readers.TryRun(connection => Guard(_options, () => Load(connection, CancellationToken.None)), out var now)
            ? now : await ReadAsync(connection => Load(connection, cancel), cancel).ConfigureAwait(false);
    }

    /// <summary>Records alive of a class in the order of their ids, after an id where one is given.</summary>
    public Task<ImmutableArray<KeyValuePair<RecordId, RecordState>>> PageAsync(
        string className, RecordId? after, int limit, CancellationToken cancel = default) => ReadAsync(connection =>
        {
            var rows = connection.Data.GetTable<RecordRow>().Where(row => row.Class == className && row.Alive);
            if (after is { } id)
            {
                var floor = RecordKeyCodec.Encode(id);
                rows = rows.Where(row => RecordRow.Above(row.Key, floor));
            }
            return rows.OrderBy(row => row.Key).Take(limit).Select(row => new { row.Key, row.Body }).AsEnumerable()
                .Select(row => KeyValuePair.Create(RecordKeyCodec.Decode(row.Key), RecordBody.Read(row.Body).State))
                .ToImmutableArray();
        }, cancel);

    /// <summary>Records alive, over all classes. Counted anew only after a write.</summary>
    public async Task<long> CountAsync(CancellationToken cancel = default)
    {
        var (counted, version) = (_counted, Volatile.Read(ref _version));
        if (counted.Version != version)
        {
            var records = await ReadAsync(
                connection => connection.Data.GetTable<RecordRow>().LongCount(row => row.Alive), cancel)
                .ConfigureAwait(false);
            _counted = counted = new(version, records);
        }
        return counted.Records;
    }

    /// <summary>Records alive of each class that has one.</summary>
    public Task<ImmutableSortedDictionary<string, long>> CountByClassAsync(CancellationToken cancel = default) => ReadAsync(
        connection => connection.Data.GetTable<RecordRow>().Where(row => row.Alive).GroupBy(row => row.Class)
            .Select(rows => new { rows.Key, Records = rows.LongCount() }).AsEnumerable()
            .ToImmutableSortedDictionary(rows => rows.Key, rows => rows.Records, StringComparer.Ordinal), cancel);

    /// <summary>Waits for the operations under way; any later one fails.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }

    private Task<T> ReadAsync<T>(Func<IRecordConnection, T> read, CancellationToken cancel) =>
        _readers.RunAsync(connection => Guard(_options, () => read(connection)), cancel);

    private Task<long> ChangeAsync(Action<IRecordConnection> change, Checkpoint? upTo, CancellationToken cancel) =>
        _writer.RunAsync(connection => Guard(_options, () =>
        {
            using var transaction = connection.Data.BeginTransaction();
            change(connection);
            cancel.ThrowIfCancellationRequested();
            transaction.Commit();
            _checkpoint = upTo;
            return Interlocked.Increment(ref _version);
        }), cancel);

    private static T Guard<T>(RecordStoreOptions options, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is DbException or LinqToDBException or InvalidJsonException or InvalidNameException)
        {
            throw new RecordStoreException(options, e);
        }
    }
}
