using System.Globalization;
using Akka.Configuration;
using Akka.Persistence.Sql;
using Microsoft.Data.Sqlite;

namespace Syncro.Journal;

/// <summary>The Akka.Persistence plugins of one storage.</summary>
/// <param name="Journal">The log's.</param>
/// <param name="Snapshots">The snapshots'.</param>
/// <param name="Query">By which the log is read.</param>
/// <param name="File">The SQLite file that is ours; null: the application's own plugins.</param>
internal sealed record StoragePlugins(string Journal, string Snapshots, string Query, string? File = null);

/// <summary>
/// The default storage: one SQLite file for the log and its snapshots, through Akka.Persistence.Sql, in WAL mode with
/// <c>synchronous=FULL</c>, so that what is acknowledged survives a power cut.
/// </summary>
internal static class SqliteStorage
{
    private const int CloseTries = 100;

    private static readonly TimeSpan ClosePause = TimeSpan.FromMilliseconds(50);

    /// <summary>Opens or creates the file, and sees that it is durable and writable.</summary>
    /// <exception cref="StorageException">It is not.</exception>
    public static void Prepare(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var connection = new SqliteConnection(Connection(file));
            connection.Open();
            // Before its first table is made: what is deleted can then be given back to the disk, in small steps.
            Run(connection, "PRAGMA auto_vacuum=incremental");
            Run(connection, "PRAGMA journal_mode=wal");
            Expect(connection, "journal_mode", "wal", file);
            // Not set here, for it would hold for this connection alone: the plugin's have the default, as this one has.
            Expect(connection, "synchronous", "2", file);
            // An unwritable file lets itself be opened; the plugin would then try for ever without a word.
            Run(connection, "BEGIN IMMEDIATE");
            Run(connection, "CREATE TABLE IF NOT EXISTS syncro_writable (x INTEGER)");
            Run(connection, "COMMIT");
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException(file, e.Message, e);
        }
    }

    /// <summary>No connection to the file is kept for another use: what stands there later may be another file.</summary>
    public static void Release(string file)
    {
        using var pooled = new SqliteConnection(Connection(file));
        SqliteConnection.ClearPool(pooled);
    }

    /// <summary>
    /// Waits until all that was written is in the file itself and nobody holds it: it may be moved or copied alone.
    /// </summary>
    /// <exception cref="StorageException">It is still in use after some seconds, or can't be written.</exception>
    public static async Task CloseAsync(string file, CancellationToken cancel = default)
    {
        try
        {
            for (var tries = 0; ; tries++)
            {
                Release(file);
                // Whoever closes it last takes the log beside it away.
                using (var last = new SqliteConnection($"{Connection(file)};Pooling=False"))
                {
                    last.Open();
                    Run(last, "PRAGMA wal_checkpoint(TRUNCATE)");
                }
                if (!File.Exists($"{file}-wal"))
                    return;
                if (tries == CloseTries)
                    throw new StorageException(file, "it is still in use", null);
                await Task.Delay(ClosePause, cancel).ConfigureAwait(false);
            }
        }
        catch (SqliteException e)
        {
            throw new StorageException(file, e.Message, e);
        }
    }

    /// <summary>Gives free pages back to the disk, in steps short enough for writers to wait for one.</summary>
    public static async Task ShrinkAsync(string file, CancellationToken cancel = default)
    {
        try
        {
            using var connection = new SqliteConnection(Connection(file));
            connection.Open();
            while (Convert.ToInt64(Run(connection, "PRAGMA freelist_count"), CultureInfo.InvariantCulture) is > 0 and var free)
            {
                Run(connection, "PRAGMA incremental_vacuum(256)");
                // A file of an earlier version gives nothing back: its pages are used again.
                if (Convert.ToInt64(Run(connection, "PRAGMA freelist_count"), CultureInfo.InvariantCulture) >= free)
                    break;
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancel).ConfigureAwait(false);
            }
            // The file itself ends earlier once the log beside it is in it; no writer waits for that.
            Run(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException e)
        {
            throw new StorageException(file, e.Message, e);
        }
    }

    /// <summary>The plugins of a file, under a name of their own, so that an application's other actors keep theirs.</summary>
    public static (Config Config, StoragePlugins Plugins) Plugins(string file, string name)
    {
        PatientSqlite.Register();
        var (journal, snapshots, query) =
            ($"akka.persistence.journal.{name}", $"akka.persistence.snapshot-store.{name}", $"akka.persistence.query.journal.{name}");
        var storage = $$"""
            connection-string = "{{Connection(file).Replace("\\", "\\\\", StringComparison.Ordinal)}}"
            provider-name = "{{PatientSqlite.RegisteredName}}"
            parallelism = 1
            """;
        var config = ConfigurationFactory.ParseString($$"""
            {{journal}} {
              class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
              plugin-id = "{{journal}}"
              {{storage}}
              tag-write-mode = Csv
              # A commit holds up to 1 MiB: a round trip of recovery must stay well within memory.
              replay-batch-size = 32
              circuit-breaker { max-failures = 10, call-timeout = 20s, reset-timeout = 2s }
            }
            {{snapshots}} {
              class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
              plugin-id = "{{snapshots}}"
              {{storage}}
            }
            {{query}} {
              class = "Akka.Persistence.Sql.Query.SqlReadJournalProvider, Akka.Persistence.Sql"
              plugin-id = "{{query}}"
              write-plugin = "{{journal}}"
              {{storage}}
              tag-read-mode = Csv
              max-buffer-size = 32
            }
            """);
        return (config.WithFallback(SqlPersistence.DefaultConfiguration), new(journal, snapshots, query, file));
    }

    private static string Connection(string file) => new SqliteConnectionStringBuilder { DataSource = file }.ToString();

    private static void Expect(SqliteConnection connection, string pragma, string value, string file)
    {
        var actual = Convert.ToString(Run(connection, $"PRAGMA {pragma}"), CultureInfo.InvariantCulture);
        if (actual != value)
            throw new StorageException(file, $"{pragma} is {actual} and must be {value}", null);
    }

    private static object? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}

/// <summary>The storage can't be used: not writable, not durable, or not a database.</summary>
public sealed class StorageException : SyncroException
{
    internal StorageException(string file, string fault, Exception? inner)
        : base($"storage '{file}' can't be used: {fault}", inner!) { }
}
