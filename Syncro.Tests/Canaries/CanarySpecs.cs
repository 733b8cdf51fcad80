using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;
using Syncro.Tests.Proxy;

namespace Syncro.Tests.Canaries;

/// <summary>No byte of a record to anyone outside its audience, whatever changes and whoever comes and goes.</summary>
public sealed class CanarySpecs : IAsyncLifetime
{
    private const int Clients = 50, ByServer = 4000, ByClient = 20, Changes = 2000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly CanaryLedger _ledger = new();
    private readonly Random _random = new(20_100);
    private readonly ActorSystem _system = ActorSystem.Create("canaries", Base.WithFallback(SyncroSettings.Reference));
    private readonly FaultProxy[] _ways = new FaultProxy[Clients];
    private readonly SyncroPeer[] _clients = new SyncroPeer[Clients];
    private readonly string _directory = Directory.CreateTempSubdirectory("syncro-canaries-").FullName;
    private SyncroPeer _server = null!;

    private static Config Base => ConfigurationFactory.ParseString(
        "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off, coordinated-shutdown.exit-clr = off }");

    private Task<SyncroPeer> StartAsync(string client, string link) => SyncroPeer.StartAsync(
        _system, SyncroSettings.Read(ConfigurationFactory.ParseString($$"""
            syncro {
              client = "{{client}}"
              storage { directory = "{{Path.Combine(_directory, client)}}", records.cache = 1000 }
              models.Secret { readers = [readers], writers = [writers] }
              access.anonymous = on
              {{link}}
              # Small enough that no message needs parts, in which a canary could be cut.
              wire { page-size = 16 KiB, reconnect-min = 10ms, reconnect-max = 50ms }
            }
            """)));

    public async Task InitializeAsync()
    {
        _server = await StartAsync("server", "listen.main.uri = \"tcp://127.0.0.1:0\"");
        var port = int.Parse(_server.Listening[0].Split(':')[1], CultureInfo.InvariantCulture);
        for (var i = 0; i < Clients; i++)
        {
            _ways[i] = new(port, keep: true);
            _clients[i] = await DialAsync(i);
        }
    }

    private Task<SyncroPeer> DialAsync(int client) =>
        StartAsync(Name(client), $"peers.server.uri = \"tcp://127.0.0.1:{_ways[client].Port}\"");

    public async Task DisposeAsync()
    {
        foreach (var client in _clients.Append(_server))
            await client.DisposeAsync();
        await _system.Terminate();
        foreach (var way in _ways)
            way.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Name(int client) => $"c{client}";

    private static RecordKey Key(int record) => new("Secret", RecordId.Of(record));

    private string[] SomeReaders() =>
        [.. Enumerable.Range(0, Clients).OrderBy(_ => _random.Next()).Take(_random.Next(5)).Select(Name)];

    [Fact]
    public async Task Of_fifty_clients_none_ever_receives_what_is_not_for_it_and_each_ends_with_exactly_its_own()
    {
        var next = 0;
        foreach (var chunk in Enumerable.Range(0, ByServer).Chunk(500))
            await _server.CommitAsync([.. chunk.Select(_ => (LocalChange)new LocalChange.Create(Key(next), _ledger.Next(next++, SomeReaders())))]);
        for (var client = 0; client < Clients; client++)
            await _clients[client].CommitAsync([.. Enumerable.Range(0, ByClient).Select(_ => (LocalChange)new LocalChange.Create(
                Key(next), _ledger.Next(next++, [Name(client), .. SomeReaders().Where(reader => reader != Name(client))])))]);
        var refused = 0;
        for (var change = 0; change < Changes; change++)
        {
            // Not of a record that a client made: the server may not know it yet.
            var record = _random.Next(ByServer);
            await _server.CommitAsync([new LocalChange.Update(Key(record), _ledger.Next(record, SomeReaders()))]);
            if (change % 4 == 0)
                refused += await MeddleAsync(_random.Next(Clients), _random.Next(next));
            if (change % 20 == 0)
                _ways[_random.Next(Clients)].Cut();
            if (change % 200 == 100)
                await RestartAsync(_random.Next(Clients));
        }
        Assert.True(refused > 0, "no client tried what it may not do");
        await QuietAsync();
        for (var client = 0; client < Clients; client++)
            await CheckAsync(client);
        Assert.True(_ways.Sum(way => way.Connections) > Clients + 50, "too few reconnected");
    }

    /// <summary>A client writes to a record that it holds; 1 where it may not, and will be refused.</summary>
    private async Task<int> MeddleAsync(int client, int record)
    {
        for (var tries = 0; tries < 50; tries++, record = _random.Next(ByServer))
            if (await _clients[client].FindAsync(Key(record)) is { State: { Alive: true } state })
            {
                var may = state["writers"]?.ToString() == $"\"{Name(client)}\"";
                await _clients[client].CommitAsync([new LocalChange.Update(
                    Key(record), Attributes.Of([new("note", JsonText.OfString($"of {client}"))])) { IfAlive = true }]);
                return may ? 0 : 1;
            }
        return 0;
    }

    private async Task RestartAsync(int client)
    {
        await _clients[client].DisposeAsync();
        _clients[client] = await DialAsync(client);
    }

    private async Task QuietAsync()
    {
        var deadline = DateTime.UtcNow + Limit;
        while ((await _server.StatusAsync()).Peers.Any(peer => !peer.Connected || peer.Behind > 0))
        {
            Assert.True(DateTime.UtcNow < deadline, "clients are still behind");
            await Task.Delay(100);
        }
    }

    private async Task CheckAsync(int client)
    {
        var received = _ways[client].Received;
        var (foreign, own) = _ledger.Scan(Name(client), received);
        Assert.True(foreign.Count == 0, $"{Name(client)} received {string.Join(", ", foreign.Take(5))}");
        Assert.True(own > 0, $"{Name(client)} received nothing");
        Assert.DoesNotContain("\"type\":\"part\"", System.Text.Encoding.Latin1.GetString(received), StringComparison.Ordinal);
        for (var record = 0; record < ByServer + (Clients * ByClient); record++)
        {
            var (there, here) = (await _server.FindAsync(Key(record)), await _clients[client].FindAsync(Key(record)));
            if (there!.Audience.Contains(new(Name(client))))
                Assert.Equal(there.State, here?.State);
            else
                Assert.True(here is null, $"{Name(client)} still holds {Key(record)}");
        }
    }
}
