using System.Text.Json.Nodes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>More connections than are allowed.</summary>
public sealed class CrowdSpecs : IAsyncLifetime, IDisposable
{
    private const string Config = """
        syncro {
          listen {
            main { uri = "tcp://127.0.0.1:0" }
            old { uri = "tcp://127.0.0.1:0", protocol = 1, client = "ruby" }
            other { uri = "tcp://127.0.0.1:0" }
          }
          wire.max-connections = 2
        }
        """;

    private readonly TempDirectory _directory = new();
    private TestPeer _peer = null!;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync("server", _directory.Path, Config);

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    private Task<WirePeer> GreetAsync(string client, int listener) =>
        WirePeer.GreetAsync(_peer.PortOf(listener), WirePeer.Hello(client));

    private async Task<JsonObject?> RefusedAsync(int listener)
    {
        using var caller = await WirePeer.DialAsync(_peer.PortOf(listener));
        return await caller.LastAsync();
    }

    [Fact]
    public async Task Connections_count_over_all_listeners_and_one_too_many_is_told_so()
    {
        using var first = await GreetAsync("a", 0);
        using var second = await GreetAsync("b", 2);
        foreach (var listener in new[] { 0, 2 })
        {
            var error = await RefusedAsync(listener);
            Assert.Equal(("error", 429), (error?["type"]?.ToString(), (int?)error?["code"]));
        }
        Assert.Equal("true", (await first.AskAsync("noop", ""))["result"]!.ToJsonString());
    }

    [Fact]
    public async Task A_version_1_caller_too_many_is_told_nothing_for_an_error_would_end_it()
    {
        using var first = await GreetAsync("a", 0);
        using var second = await GreetAsync("b", 0);
        Assert.Null(await RefusedAsync(1));
    }

    [Fact]
    public async Task A_place_is_free_again_once_a_connection_has_ended()
    {
        using var first = await GreetAsync("a", 0);
        var second = await GreetAsync("b", 2);
        second.Dispose();
        await Wait.Until("another is served", async () =>
        {
            using var caller = await WirePeer.DialAsync(_peer.Port);
            await caller.SendAsync(WirePeer.Hello("c"));
            return (await caller.ReceiveAsync())["type"]!.ToString() == "response";
        });
    }
}
