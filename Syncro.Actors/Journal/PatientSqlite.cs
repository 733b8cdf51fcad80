using System.Data;
using System.Data.Common;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.SQLite;
using LinqToDB.Internal.DataProvider.SQLite;

namespace Syncro.Journal;

/// <summary>
/// SQLite whose connections wait for the file's lock in steps of milliseconds. All that Akka.Persistence stores is written to
/// one file; without it whoever finds another writing comes back only after 150 ms, a pause Microsoft.Data.Sqlite has fixed.
/// </summary>
internal sealed class PatientSqlite : SQLiteDataProvider
{
    private static readonly PatientSqlite Instance = new();

    private PatientSqlite()
        : base(ProviderName.SQLiteMS, SQLiteProvider.Microsoft) { }

    /// <summary>Its name for Akka.Persistence.Sql, which knows a dialect by how it begins.</summary>
    public const string RegisteredName = "SQLite.Patient";

    /// <summary>Makes the name known; may be called again.</summary>
    public static void Register() => DataConnection.AddDataProvider(RegisteredName, Instance);

    /// <inheritdoc/>
    protected override DbConnection CreateConnectionInternal(string connectionString)
    {
        var connection = base.CreateConnectionInternal(connectionString);
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState is not ConnectionState.Open)
                return;
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 5000";
            command.ExecuteNonQuery();
        };
        return connection;
    }
}
