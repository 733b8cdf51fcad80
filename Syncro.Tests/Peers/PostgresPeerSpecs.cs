using Npgsql;
using Syncro.Scribes;
using Syncro.Tests.Postgres;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>A peer whose journal and records are in PostgreSQL.</summary>
[Collection(PostgresSpecs.Name)]
public sealed class PostgresPeerSpecs(PostgresServer server) : IDisposable
{
    private const int Notes = 300;

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private Task<TestPeer> ServerAsync(string database)
    {
        var store = new NpgsqlConnectionStringBuilder(server.Connection) { Database = database }.ConnectionString;
        var sql = $"sql {{ connection-string = \"{store}\", provider-name = \"PostgreSQL.15\" }}";
        return TestPeer.StartAsync("server", _directory.File("server"), $$"""
            syncro {
              storage.records { provider = PostgreSQL, connection-string = "{{store}}" }
              listen.main.uri = "tcp://127.0.0.1:0"
              compaction { at = "", age = 0s, clients = 0s }
            }
            akka.persistence {
              journal { plugin = akka.persistence.journal.sql, {{sql}} }
              snapshot-store { plugin = akka.persistence.snapshot-store.sql, {{sql}} }
              query.journal { {{sql}} }
            }
            """);
    }

    [PostgresFact]
    public async Task It_syncs_starts_again_and_is_compacted_like_any_other()
    {
        var database = $"syncro_{Guid.NewGuid():N}";
        await RunAsync($"create database {database}");
        try
        {
            Position head;
            await using (var peer = await ServerAsync(database))
            {
                for (var i = 0; i < Notes; i++)
                    await peer.CreateAsync($"n{i}", $"{i}");
                await peer.DestroyAsync("n0");
                head = await peer.PositionAsync();
                Assert.True((await peer.Peer.CompactAsync()).Commits > 0);
            }
            await using var again = await ServerAsync(database);
            Assert.Equal(head, await again.PositionAsync());
            await using var laptop = await TestPeer.StartAsync(
                "laptop", _directory.File("laptop"), PeerSpecs.Dial("server", again.Port));
            await Wait.ForTitle("n299", "299", again, laptop);
            await laptop.UpdateAsync("n7", "changed");
            await Wait.ForTitle("n7", "changed", again);
            Assert.Equal(Notes - 1, (await laptop.Peer.StatusAsync()).Records);
        }
        finally
        {
            await RunAsync($"drop database {database} with (force)");
        }
    }

    private async Task RunAsync(string statement)
    {
        await using var source = NpgsqlDataSource.Create(server.Connection);
#pragma warning disable CA2100 // Every statement is written in this file.
        await using var command = source.CreateCommand(statement);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
