using Npgsql;

namespace Syncro.Benchmarks;

/// <summary>Journals and record stores of peers in PostgreSQL, each peer's a database of its own, which are gone in the end.</summary>
/// <param name="connection">Of a user who may create databases; null: the peers keep theirs in SQLite.</param>
internal sealed class PostgresStores(string? connection) : IAsyncDisposable
{
    private readonly List<string> _made = [];

    /// <summary>The settings of a peer whose storage is there, of the whole configuration.</summary>
    public async Task<string> NewAsync(CancellationToken cancel)
    {
        if (connection is null)
            return "";
        var name = $"syncro_{Guid.NewGuid():n}";
        await RunAsync($"create database {name}", cancel);
        _made.Add(name);
        var store = new NpgsqlConnectionStringBuilder(connection) { Database = name }.ConnectionString;
        var sql = $"sql {{ connection-string = \"{store}\", provider-name = \"PostgreSQL.15\" }}";
        return $$"""
            syncro.storage.records { provider = PostgreSQL, connection-string = "{{store}}" }
            akka.persistence {
              journal { plugin = akka.persistence.journal.sql, {{sql}} }
              snapshot-store { plugin = akka.persistence.snapshot-store.sql, {{sql}} }
              query.journal { {{sql}} }
            }
            """;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _made)
            await RunAsync($"drop database {name} with (force)", CancellationToken.None);
    }

    private async Task RunAsync(string statement, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(connection!);
#pragma warning disable CA2100 // Every statement is written in this file.
        await using var command = source.CreateCommand(statement);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
