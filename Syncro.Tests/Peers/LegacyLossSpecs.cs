using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Defects 4 and 7 of the original: repeats without end, and silent loss.</summary>
public sealed class LegacyLossSpecs : IDisposable
{
    private readonly TempDirectory _first = new(), _second = new(), _third = new();

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _third.Dispose();
    }

    // Two peers of ours and one of 2010 that both know: the two are linked besides.
    [Fact]
    public async Task Defect_4_a_change_that_comes_around_is_recorded_once()
    {
        await using var server = await TestPeer.StartAsync("server", _first.Path, """
            syncro.listen {
              main { uri = "tcp://127.0.0.1:0" }
              old { uri = "tcp://127.0.0.1:0", protocol = 1, client = "ruby" }
            }
            """);
        await using var laptop = await TestPeer.StartAsync("laptop", _second.Path, $$"""
            syncro.peers.server { uri = "tcp://127.0.0.1:{{server.PortOf(0)}}" }
            """);
        using var ruby = new RubyPeer();
        using var link = await WirePeer.DialAsync(server.PortOf(1));
        _ = ruby.RunAsync(link);
        await ruby.CreateAsync("n1", "a");
        await Wait.ForTitle("n1", "a", server, laptop);
        await laptop.UpdateAsync("n1", "b");
        await Wait.ForTitle("n1", "b", server);
        await Wait.Until("the Ruby peer has it", () => ruby["n1"] == "b");
        await Wait.ForSync(laptop, "server");
        Assert.Equal(2, (await server.LogAsync()).Length);
        Assert.Equal(2, (await laptop.LogAsync()).Length);
        Assert.True(ruby.Played.Count == 1, string.Join('\n', ruby.Played));
    }

    [Fact]
    public async Task Defect_7_a_peer_restored_empty_is_served_from_the_beginning()
    {
        string cursor;
        await using (var before = await TestPeer.StartAsync("ours", _first.Path, LegacySpecs.Listener))
        {
            await before.CreateAsync("n1", "a");
            using var link = await WirePeer.DialAsync(before.Port);
            cursor = (await LegacySpecs.SyncAsync(link, "null"))[0]!["id"]!.ToJsonString();
        }
        await using var restored = await TestPeer.StartAsync("ours", _third.Path, LegacySpecs.Listener);
        await restored.CreateAsync("n2", "b");
        using var again = await WirePeer.DialAsync(restored.Port);
        Assert.Null((await again.ReceiveAsync("sync"))["from"]);
        Assert.Equal("n2", Assert.Single(await LegacySpecs.SyncAsync(again, cursor))!["data"]!["id"]!.ToString());
    }
}
