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
    public static TimeSpan Measure(string directory, int rows) => Use(directory, connection =>
    {
        var start = Stopwatch.GetTimestamp();
        Insert(connection, 'n', 0, rows);
        return Stopwatch.GetElapsedTime(start);
    });

    /// <summary>How many milliseconds a row takes that is a transaction by itself, at a steady pace; sorted.</summary>
    public static double[] Commits(string directory, int rows, int every) => Use(directory, connection =>
    {
        var took = new double[rows];
        for (var i = 0; i < rows; i++)
        {
            Thread.Sleep(every);
            var start = Stopwatch.GetTimestamp();
            Insert(connection, 'n', i, 1);
            took[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(took);
        return took;
    });

    private static T Use<T>(string directory, Func<SqliteConnection, T> work)
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
            Insert(connection, 'w', 0, RowsInTransaction);
            return work(connection);
        }
        finally
        {
            foreach (var left in Directory.GetFiles(directory, "bare.db*"))
                File.Delete(left);
        }
    }

    private static void Insert(SqliteConnection connection, char kind, int first, int rows)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = "insert into notes values ($1, $2, $3, $4, $5, $6)";
        for (var i = 1; i <= 6; i++)
            insert.Parameters.Add(new() { ParameterName = $"${i}" });
        for (var from = first; from < first + rows; from += RowsInTransaction)
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = from; i < Math.Min(first + rows, from + RowsInTransaction); i++)
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
