using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Whole peers over TCP.</summary>
public sealed class PeerSpecs : IDisposable
{
    internal const string Listener = """
        syncro.listen.main { uri = "tcp://127.0.0.1:0" }
        """;

    private readonly TempDirectory _a = new(), _b = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    internal static string Dial(string client, int port) => $$"""
        syncro.peers.{{client}} { uri = "tcp://127.0.0.1:{{port}}" }
        """;

    internal static string ListenOn(int port) => $$"""
        syncro.listen.main { uri = "tcp://127.0.0.1:{{port}}" }
        """;

    /// <summary>A port that was free a moment ago, for peers that must know each other's.</summary>
    internal static int FreePort()
    {
        using var listener = WirePeer.Listen();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    [Fact]
    public async Task What_was_there_and_what_comes_later_crosses_both_ways()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path, Listener);
        await server.CreateAsync("s1", "before");
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path, Dial("server", server.Port));
        await laptop.CreateAsync("l1", "before");
        await Wait.ForTitle("s1", "before", laptop);
        await Wait.ForTitle("l1", "before", server);
        await server.CreateAsync("s2", "live");
        await laptop.UpdateAsync("s1", "edited");
        await laptop.DestroyAsync("l1");
        await Wait.ForTitle("s2", "live", laptop);
        await Wait.ForTitle("s1", "edited", server);
        await Wait.ForTitle("l1", null, server);
        await Wait.ForSync(server, "laptop");
        await Wait.ForSync(laptop, "server");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_a_restart_of_either_side_nothing_is_repeated(bool serverRestarts)
    {
        var port = FreePort();
        var server = await TestPeer.StartAsync("server", _a.Path, ListenOn(port));
        var laptop = await TestPeer.StartAsync("laptop", _b.Path, Dial("server", port));
        try
        {
            await server.CreateAsync("s1", "a");
            await laptop.CreateAsync("l1", "a");
            await Wait.ForTitle("s1", "a", laptop);
            await Wait.ForTitle("l1", "a", server);
            if (serverRestarts)
            {
                await server.DisposeAsync();
                await laptop.CreateAsync("apart", "b");
                server = await TestPeer.StartAsync("server", _a.Path, ListenOn(port));
            }
            else
            {
                await laptop.DisposeAsync();
                await server.CreateAsync("apart", "b");
                laptop = await TestPeer.StartAsync("laptop", _b.Path, Dial("server", port));
            }
            await Wait.ForTitle("apart", "b", server, laptop);
            await Wait.ForSync(laptop, "server");
            Assert.Equal(3, (await server.LogAsync()).Length);
            Assert.Equal(3, (await laptop.LogAsync()).Length);
        }
        finally
        {
            await server.DisposeAsync();
            await laptop.DisposeAsync();
        }
    }

    [Fact]
    public async Task Values_larger_than_a_frame_cross_both_ways()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path, Listener);
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path, Dial("server", server.Port));
        var (ours, theirs) = (new string('x', 300_000), string.Concat(Enumerable.Repeat("ž", 150_000)));
        await server.CreateAsync("n1", ours);
        await laptop.CreateAsync("n2", theirs);
        await Wait.ForTitle("n1", ours, laptop);
        await Wait.Until("theirs is here", async () =>
            (await server.Peer.FindAsync(TestPeer.Key("n2")))?.State["title"] == JsonText.OfString(theirs));
    }

    [Fact]
    public async Task Five_thousand_records_arrive_in_pages_and_by_live_pushes()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path, Listener);
        await server.CommitAsync(Create(0, 2000));
        await server.CommitAsync(Create(2000, 2000));
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path, Dial("server", server.Port));
        await laptop.CommitAsync(Create(4000, 1000));
        await Wait.Until("all are on both", async () =>
            (await server.Peer.StatusAsync()).Records == 5000 && (await laptop.Peer.StatusAsync()).Records == 5000);
    }

    private static LocalChange[] Create(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i =>
            new LocalChange.Create(TestPeer.Key($"n{i}"), TestPeer.Title($"title {i}")))];
}
