using Microsoft.Data.Sqlite;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Identity;

/// <summary>
/// What a peer's actors stored of one space in a SQLite file, read without them, as the plugin of
/// <see cref="SqliteStorage"/> keeps it. It changes nothing, and is right while the peer runs, too.
/// </summary>
internal sealed class StoredSpace : IDisposable
{
    private const string After =
        "SELECT manifest, message FROM journal WHERE persistence_id = $id AND sequence_number > $after AND NOT deleted ORDER BY sequence_number";

    private const string Latest =
        "SELECT manifest, snapshot, sequence_number FROM snapshot WHERE persistence_id = $id ORDER BY sequence_number DESC LIMIT 1";

    private readonly string _file, _space;
    private readonly SqliteConnection _connection;

    /// <exception cref="StorageException">There is no such file, or it can't be read; so for all members.</exception>
    public StoredSpace(string directory, string space)
    {
        (_file, _space) = (Path.Combine(directory, "journal.db"), space);
        if (!File.Exists(_file))
            throw Fault("there is no such file; only storage embedded in SQLite has an identity to show or to change", null);
        _connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = _file,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        Asked(() =>
        {
            _connection.Open();
            return true;
        });
    }

    /// <summary>The journal, after its last event.</summary>
    public JournalState State => Events(Journal, JournalState.Empty, out var state).Cast<JournalEvent>()
        .Aggregate(state, (before, @event) => before.Apply(@event)) is { IsOpen: true } known
            ? known : throw Fault($"it holds no journal of space '{_space}'", null);

    /// <summary>Whose it is.</summary>
    public StoredIdentity Identity
    {
        get
        {
            var state = State;
            return new(state.Client, state.Journal, state.Head.Position);
        }
    }

    /// <summary>The journal's commits that are not gone, in order.</summary>
    public IEnumerable<JournalEvent.Commit> Log => Rows(After, Journal, 0).OfType<JournalEvent.Commit>();

    /// <summary>How far a peer has acknowledged the journal.</summary>
    public Position Acknowledged(ClientId peer)
    {
        var state = Events(ClientActor.IdOf(_space, peer), ClientState.New, out var known).Cast<ClientEvent>()
            .Aggregate(known, (before, @event) => before.Apply(@event));
        return KnownPeer.Of(state, state.Last).Acknowledged;
    }

    private string Journal => ModelJournal.IdOf(_space);

    /// <summary>What an actor recovers from: its last snapshot, and the events after it.</summary>
    private IEnumerable<object> Events<TState>(string persistenceId, TState first, out TState state)
    {
        var after = 0L;
        state = (TState?)Rows(Latest, persistenceId, 0, row => after = row.GetInt64(2)).FirstOrDefault() ?? first;
        return Rows(After, persistenceId, after);
    }

    private IEnumerable<object> Rows(string sql, string persistenceId, long after, Action<SqliteDataReader>? read = null)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$id", persistenceId);
        if (sql == After)
            command.Parameters.AddWithValue("$after", after);
        using var rows = Asked(command.ExecuteReader);
        while (Asked(rows.Read))
        {
            read?.Invoke(rows);
            yield return SyncroSerializer.Read(rows.GetFieldValue<byte[]>(1), rows.GetString(0));
        }
    }

    private T Asked<T>(Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (SqliteException e)
        {
            throw Fault(e.Message, e);
        }
    }

    private StorageException Fault(string fault, Exception? cause) => new(_file, fault, cause);

    public void Dispose() => _connection.Dispose();
}
