using Microsoft.EntityFrameworkCore;
using Npgsql;
using Syncro.Tests.Postgres;
using Syncro.Tests.Records;

namespace Syncro.Tests.EntityFrameworkCore;

[Collection(PostgresSpecs.Name)]
public sealed class PostgresDatabaseSpecs(PostgresServer server)
{
    [PostgresFact]
    public async Task PostgreSQL_does_what_every_database_must_do()
    {
        foreach (var spec in typeof(DatabaseSpecs).GetMethods().Where(m => m.IsDefined(typeof(FactAttribute), false)))
        {
            var suite = new Suite(server.Connection);
            try
            {
                await (Task)spec.Invoke(suite, null)!;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{spec.Name}: {e.Message}", e);
            }
            finally
            {
                await suite.DisposeAsync();
            }
        }
    }

    private sealed class Suite(string connection) : DatabaseSpecs
    {
        private readonly Dictionary<string, DbContextOptions<Atlas>> _databases = [];

        private protected override DbContextOptions<Atlas> Options(string name, string directory) =>
            _databases.TryGetValue(name, out var options) ? options : _databases[name] = Atlas.Postgres(
                new NpgsqlConnectionStringBuilder(connection) { Database = $"syncro_{Guid.NewGuid():N}" }.ConnectionString);

        private protected override async Task CleanAsync()
        {
            foreach (var options in _databases.Values)
                await using (var context = new Atlas(options))
                    await context.Database.EnsureDeletedAsync();
        }
    }
}
