using Syncro.Records;
using Xunit;

namespace Syncro.Tests.Records;

/// <summary>Runs where SYNCRO_TEST_POSTGRES holds the connection string of a database of its own.</summary>
public sealed class PostgresRecordStoreSpecs
{
    public static readonly string? Connection = Environment.GetEnvironmentVariable("SYNCRO_TEST_POSTGRES");

    [Fact]
    public async Task PostgreSQL_does_what_every_database_must_do()
    {
        if (Connection is null)
            return;
        var specs = typeof(RecordStoreSpecs).GetMethods().Where(m => m.IsDefined(typeof(FactAttribute), false));
        foreach (var spec in specs)
        {
            using (var store = RecordStore.Open(new("PostgreSQL", Connection)))
                await store.ClearAsync();
            using var suite = new Suite();
            await (Task)spec.Invoke(suite, null)!;
        }
    }

    private sealed class Suite : RecordStoreSpecs
    {
        private protected override RecordStore Open() => RecordStore.Open(new("PostgreSQL", Connection!));
    }
}
