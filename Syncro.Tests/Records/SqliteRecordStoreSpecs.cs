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
            await store.WriteAsync(Batch(500, 1), First);
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

    [Fact]
    public async Task A_store_whose_end_was_lost_with_the_power_is_whole_as_of_its_checkpoint()
    {
        using var store = RecordStore.Open(RecordStoreOptions.File(_directory!.File("live.db")));
        for (var sequence = 1; sequence <= 20; sequence++)
            await store.WriteAsync(Batch(40, sequence), First with { Sequence = sequence });
        var log = Copy("live.db-wal");
        var keys = Batch(40, 0).Select(pair => pair.Key).ToArray();
        var seen = new HashSet<long>();
        for (var cut = log.Length; cut > log.Length / 3; cut -= log.Length / 30 + 17)
        {
            File.WriteAllBytes(_directory!.File("lost.db"), Copy("live.db"));
            File.WriteAllBytes(_directory!.File("lost.db-wal"), log[..cut]);
            using var lost = RecordStore.Open(RecordStoreOptions.File(_directory!.File("lost.db")));
            var sequence = lost.Checkpoint!.Sequence;
            seen.Add(sequence);
            var found = await lost.LoadAsync(keys);
            Assert.Equal(40, found.Count);
            Assert.All(found.Values, record => Assert.Equal(sequence, record.Position.Value));
        }
        Assert.Contains(20, seen);
        Assert.True(seen.Count > 5);
    }

    private byte[] Copy(string name)
    {
        using var file = new FileStream(_directory!.File(name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static KeyValuePair<RecordKey, StoredRecord>[] Batch(int records, long position) =>
        [
            .. Enumerable.Range(0, records)
                .Select(i => RecordCases.Of("City", RecordId.Of(i), RecordCases.Alive(i, position))),
        ];

    public override void Dispose()
    {
        base.Dispose();
        _directory!.Dispose();
    }
}
