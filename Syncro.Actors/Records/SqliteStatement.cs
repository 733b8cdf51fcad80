using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Syncro.Records;

/// <summary>
/// A prepared statement, run again and again for a row each: the driver's commands take longer to look their parameters up by
/// name, and to ask each column for its type, than SQLite takes for the row. Within whatever transaction the connection is in.
/// Every failure is a <see cref="SqliteException"/>.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    /// <param name="connection">Open, and for longer than the statement.</param>
    /// <param name="sql">One statement, its parameters ?1, ?2 and so on.</param>
    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_connection, sql, out _statement));
    }

    /// <summary>Binds a parameter, counted from 1, until it is bound anew.</summary>
    public void Bind(int parameter, long value) => Check(raw.sqlite3_bind_int64(_statement, parameter, value));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int parameter, string text) => Check(raw.sqlite3_bind_text(_statement, parameter, text));

    /// <inheritdoc cref="Bind(int, long)"/>
    public void Bind(int parameter, ReadOnlySpan<byte> blob) => Check(raw.sqlite3_bind_blob(_statement, parameter, blob));

    /// <summary>Runs it to its next row; whether there is one. Until the next step or reset its columns may be read.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        Check(result);
        return result == raw.SQLITE_ROW;
    }

    /// <summary>Ends a run, whether it failed or came to its end, so that it holds no lock.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    /// <summary>Runs it whole, where it gives no rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>A column of the row, counted from 0; zero where it is null.</summary>
    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A column of the row, counted from 0, gone with the row; empty where it is null.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>A column of text, counted from 0.</summary>
    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => _statement.Dispose();

    // The result of a failed step is told again by the reset after it, which throws nothing.
    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection);
}
