using Syncro.Records;
using Syncro.Tests.Postgres;
using Xunit;

namespace Syncro.Tests.Records;

/// <summary>The record store in PostgreSQL.</summary>
[Collection(PostgresSpecs.Name)]
public sealed class PostgresRecordStoreSpecs(PostgresServer server)
{
    [PostgresFact]
    public async Task PostgreSQL_does_what_every_database_must_do()
    {
        var specs = typeof(RecordStoreSpecs).GetMethods().Where(m => m.IsDefined(typeof(FactAttribute), false));
        foreach (var spec in specs)
        {
            using (var store = RecordStore.Open(new("PostgreSQL", server.Connection)))
                await store.ClearAsync();
            using var suite = new Suite(server.Connection);
            await (Task)spec.Invoke(suite, null)!;
        }
    }

    private sealed class Suite(string connection) : RecordStoreSpecs
    {
        private protected override RecordStore Open() => RecordStore.Open(new("PostgreSQL", connection));
    }
}

/// <summary>What shares this project's server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresSpecs : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
