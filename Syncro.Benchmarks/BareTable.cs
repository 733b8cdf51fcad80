using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Syncro.Benchmarks;

/// <summary>
/// The measure of this machine: the same notes into a table of their own and nothing else, by a prepared statement, in
/// WAL mode with <c>synchronous=FULL</c>, 1,000 rows a transaction.
/// </summary>
internal static class BareTable
{
    private const int RowsInTransaction = 1000;

    /// <summary>How long that many rows take. The file is made and removed.</summary>
    public static TimeSpan Measure(string directory, int rows)
    {
        var file = Path.Combine(directory, "bare.db");
        try
        {
            using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            connection.Open();
            using var table = connection.CreateCommand();
            table.CommandText = """
                pragma journal_mode = wal; pragma synchronous = full;
                create table notes (id text primary key, title text, body text, done integer, count integer, edited text);
                """;
            table.ExecuteNonQuery();
            // The first statements of a process are slower than all others.
            Insert(connection, 'w', RowsInTransaction);
            var start = Stopwatch.GetTimestamp();
            Insert(connection, 'n', rows);
            return Stopwatch.GetElapsedTime(start);
        }
        finally
        {
            foreach (var left in Directory.GetFiles(directory, "bare.db*"))
                File.Delete(left);
        }
    }

    private static void Insert(SqliteConnection connection, char kind, int rows)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into notes values ($1, $2, $3, $4, $5, $6)";
        for (var i = 1; i <= 6; i++)
            insert.Parameters.Add(new() { ParameterName = $"${i}" });
        for (var from = 0; from < rows; from += RowsInTransaction)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = from; i < Math.Min(rows, from + RowsInTransaction); i++)
            {
                var note = Note.Of(kind, i);
                insert.Parameters[0].Value = note.Id;
                insert.Parameters[1].Value = note.Title;
                insert.Parameters[2].Value = note.Body;
                insert.Parameters[3].Value = note.Done;
                insert.Parameters[4].Value = note.Count;
                insert.Parameters[5].Value = note.Edited;
                insert.ExecuteNonQuery();
            }
            transaction.Commit();
        }
    }
}
