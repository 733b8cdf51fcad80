using Microsoft.Data.Sqlite;
using Syncro.Journal;

namespace Syncro.Tests.Identity;

/// <summary>The ways to copy a storage that the README allows.</summary>
internal static class Backup
{
    /// <summary>Every file, of a peer that is stopped. Not the lock, and not what SQLite keeps for those who run.</summary>
    public static async Task CopyAsync(string from, string to)
    {
        await SqliteStorage.CloseAsync(Path.Combine(from, "journal.db"));
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) is "client" or "journal.db"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    /// <summary>Of a peer that runs, in one statement.</summary>
    public static void Vacuum(string from, string to)
    {
        Directory.CreateDirectory(to);
        using var connection = Open(Path.Combine(from, "journal.db"));
        using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $to";
        command.Parameters.AddWithValue("$to", Path.Combine(to, "journal.db"));
        command.ExecuteNonQuery();
    }

    /// <summary>Of a peer that runs, page by page: what <c>.backup</c> of the <c>sqlite3</c> program does.</summary>
    public static void Pages(string from, string to)
    {
        Directory.CreateDirectory(to);
        using var source = Open(Path.Combine(from, "journal.db"));
        using var target = Open(Path.Combine(to, "journal.db"));
        source.BackupDatabase(target);
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        return connection;
    }
}
