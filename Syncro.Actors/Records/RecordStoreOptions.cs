using Microsoft.Data.Sqlite;

namespace Syncro.Records;

/// <summary>
/// Where the record store is. Its tables <c>records</c> and <c>record_checkpoint</c> are created where there are none;
/// a database whose own types or collation don't fit gets them beforehand.
/// </summary>
/// <param name="Provider">A linq2db provider name: <c>SQLite.MS</c> (Microsoft.Data.Sqlite), <c>PostgreSQL</c>…</param>
/// <param name="ConnectionString">As the provider takes it. SQLite needs a file: it is opened several times.</param>
internal sealed record RecordStoreOptions(string Provider, string ConnectionString)
{
    /// <summary>The provider of the default store.</summary>
    public const string Sqlite = "SQLite.MS";

    /// <summary>A SQLite file, created where there is none; its directory must exist.</summary>
    public static RecordStoreOptions File(string path) =>
        new(Sqlite, new SqliteConnectionStringBuilder { DataSource = path }.ToString());

    /// <summary>What error messages call the store: the file, or the provider; never a password.</summary>
    internal string Place => Provider == Sqlite
        ? $"'{new SqliteConnectionStringBuilder(ConnectionString).DataSource}'"
        : $"in {Provider}";

    /// <inheritdoc/>
    public override string ToString() => Place;
}
