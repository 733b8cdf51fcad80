using Microsoft.Data.Sqlite;
using Syncro.Records;
using Syncro.Scribes;
using Xunit;

namespace Syncro.Tests.Records;

public sealed class SqliteRecordStoreSpecs : RecordStoreSpecs
{
    private TempDirectory? _directory;

    private RecordStoreOptions Options => RecordStoreOptions.File((_directory ??= new()).File("records.db"));

    private protected override RecordStore Open() => RecordStore.Open(Options);

    [Fact]
    public void The_file_is_in_WAL_mode()
    {
        using var connection = new SqliteConnection(Options.ConnectionString + ";Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "pragma journal_mode";
        Assert.Equal("wal", command.ExecuteScalar());
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused_by_name()
    {
        var file = _directory!.File("broken.db");
        File.WriteAllText(file, new string('x', 5000));
        var error = Assert.Throws<RecordStoreException>(() => RecordStore.Open(RecordStoreOptions.File(file)));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_torn_in_the_middle_is_an_error_by_name()
    {
        var file = _directory!.File("torn.db");
        using (var store = RecordStore.Open(RecordStoreOptions.File(file)))
            await store.WriteAsync(
                [.. Enumerable.Range(0, 500).Select(i => RecordCases.Of("City", RecordId.Of(i), RecordCases.Alive(i)))], First);
        var bytes = File.ReadAllBytes(file);
        bytes.AsSpan(4096).Fill(0xA5);
        File.WriteAllBytes(file, bytes);
        var error = Assert.Throws<RecordStoreException>(() => RecordStore.Open(RecordStoreOptions.File(file)));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_with_other_tables_of_these_names_is_refused_by_name()
    {
        var file = _directory!.File("other.db");
        using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "create table records (id integer)";
            command.ExecuteNonQuery();
        }
        var error = Assert.Throws<RecordStoreException>(() => RecordStore.Open(RecordStoreOptions.File(file)));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_directory_is_an_error_by_name()
    {
        var file = Path.Combine(_directory!.Path, "absent", "records.db");
        var error = Assert.Throws<RecordStoreException>(() => RecordStore.Open(RecordStoreOptions.File(file)));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_in_memory_is_refused() =>
        Assert.Contains("wal", Assert.Throws<RecordStoreException>(
            () => RecordStore.Open(RecordStoreOptions.File(":memory:"))).Message, StringComparison.Ordinal);

    public override void Dispose()
    {
        base.Dispose();
        _directory!.Dispose();
    }
}
