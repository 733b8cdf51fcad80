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
    private const string InOrder = "SELECT manifest, message FROM journal WHERE persistence_id = $id ORDER BY sequence_number";

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

    /// <summary>Whose it is.</summary>
    public StoredIdentity Identity =>
        Events(InOrder + " LIMIT 1", Journal).FirstOrDefault() is JournalEvent.Opened opened
            ? new(opened.Client, opened.Journal, Head)
            : throw Fault($"it holds no journal of space '{_space}'", null);

    /// <summary>The journal's commits, in order.</summary>
    public IEnumerable<JournalEvent.Commit> Log => Events(InOrder, Journal).OfType<JournalEvent.Commit>();

    /// <summary>How far a peer has acknowledged the journal.</summary>
    public Position Acknowledged(ClientId peer)
    {
        var state = Events(InOrder, ClientActor.IdOf(_space, peer)).Cast<ClientEvent>()
            .Aggregate(ClientState.New, (state, @event) => state.Apply(@event));
        return KnownPeer.Of(state, state.Last).Acknowledged;
    }

    private string Journal => ModelJournal.IdOf(_space);

    private Position Head =>
        (Events(InOrder + " DESC LIMIT 1", Journal).FirstOrDefault() as JournalEvent.Commit)?.Last ?? Position.Zero;

    private IEnumerable<object> Events(string sql, string persistenceId)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$id", persistenceId);
        using var rows = Asked(command.ExecuteReader);
        while (Asked(rows.Read))
            yield return SyncroSerializer.Read(rows.GetFieldValue<byte[]>(1), rows.GetString(0));
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
