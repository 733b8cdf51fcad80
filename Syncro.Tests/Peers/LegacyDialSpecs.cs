using System.Net;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>The conversation of 2010, with our peer dialling.</summary>
public sealed class LegacyDialSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly System.Net.Sockets.TcpListener _listener = WirePeer.Listen();
    private TestPeer _peer = null!;

    private string Dials => $$"""
        syncro.peers.ruby { uri = "tcp://127.0.0.1:{{((IPEndPoint)_listener.LocalEndpoint).Port}}", protocol = 1 }
        """;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync("ours", _directory.Path, Dials);

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose()
    {
        _listener.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Both_ends_sync_at_once_and_no_greeting_is_sent()
    {
        using var link = await WirePeer.AcceptAsync(_listener);
        Assert.Equal("sync", (await link.ReceiveAsync())["type"]!.ToString());
        Assert.Empty(await LegacySpecs.SyncAsync(link, "null"));
    }

    [Fact]
    public async Task The_captured_first_sync_is_taken_and_its_last_id_is_where_we_go_on()
    {
        using (var link = await WirePeer.AcceptAsync(_listener))
        {
            var sync = await link.ReceiveAsync("sync");
            await link.SendAsync($$"""
                {"type":"response","id":{{sync["id"]}},"result":[
                  {"data":{"title":"c1","id":"c1"},"id":"ea20c49a292996b10c5d7eaca4","klass":"Note","type":"create"},
                  {"data":["c1",{"title":"c2"}],"id":"2e30c770902548e4ef906fced4","klass":"Note","type":"update"},
                  {"data":["gone"],"id":"708d7d9c10463576a68f2e1f4a","klass":"Note","type":"destroy"}]}
                """);
            await Wait.ForTitle("c1", "c2", _peer);
        }
        using var again = await WirePeer.AcceptAsync(_listener);
        Assert.Equal("708d7d9c10463576a68f2e1f4a", (await again.ReceiveAsync("sync"))["from"]!.ToString());
    }

    [Fact]
    public async Task Changes_cross_both_ways_live()
    {
        using var ruby = new RubyPeer();
        using var link = await WirePeer.AcceptAsync(_listener);
        var running = ruby.RunAsync(link);
        await ruby.CreateAsync("theirs", "a");
        await Wait.ForTitle("theirs", "a", _peer);
        await _peer.CreateAsync("ours", "b");
        await _peer.UpdateAsync("theirs", "c");
        await Wait.Until("the Ruby peer has both", () => ruby["ours"] == "b" && ruby["theirs"] == "c");
        await _peer.DestroyAsync("ours");
        await ruby.DestroyAsync("theirs");
        await Wait.ForTitle("theirs", null, _peer);
        await Wait.Until("the Ruby peer has none", () => ruby.Count == 0);
        Assert.Null(ruby.Died);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task What_was_missed_while_apart_follows_once_and_nothing_is_sent_twice()
    {
        using var ruby = new RubyPeer();
        using (var link = await WirePeer.AcceptAsync(_listener))
        {
            _ = ruby.RunAsync(link);
            await _peer.CreateAsync("n1", "a");
            await Wait.Until("n1 is there", () => ruby["n1"] == "a");
        }
        await _peer.CreateAsync("n2", "b");
        using var again = await WirePeer.AcceptAsync(_listener);
        _ = ruby.RunAsync(again);
        await Wait.Until("n2 is there", () => ruby["n2"] == "b");
        Assert.Equal(2, ruby.Played.Count);
        Assert.Null(ruby.Died);
    }
}
