using Akka;
using Akka.Actor;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>A peer goes with its actor system, disposed of or not.</summary>
public sealed class ShutdownSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task A_peer_that_nobody_disposed_of_leaves_its_storage_and_its_links_with_the_actor_system()
    {
        var port = PeerSpecs.FreePort();
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path, PeerSpecs.Dial("server", port));
        var server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.ListenOn(port));
        await server.CreateAsync("s1", "a");
        await Wait.ForTitle("s1", "a", laptop);
        await server.System.Terminate().WaitAsync(Wait.Limit);
        await using var again = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.ListenOn(port));
        Assert.Equal("a", await again.TitleAsync("s1"));
        await again.CreateAsync("s2", "b");
        await Wait.ForTitle("s2", "b", laptop);
    }

    [Fact]
    public async Task What_the_application_does_while_the_system_goes_is_still_recorded()
    {
        var peer = await TestPeer.StartAsync("ours", _a.Path);
        CoordinatedShutdown.Get(peer.System).AddTask(CoordinatedShutdown.PhaseServiceStop, "application", async () =>
        {
            await peer.CreateAsync("n1", "last");
            return Done.Instance;
        });
        await peer.System.Terminate().WaitAsync(Wait.Limit);
        await using var again = await TestPeer.StartAsync("ours", _a.Path);
        Assert.Equal("last", await again.TitleAsync("n1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Leaving_by_both_ways_and_twice_is_harmless(bool disposedFirst)
    {
        var peer = await TestPeer.StartAsync("ours", _a.Path);
        await peer.CreateAsync("n1", "a");
        if (disposedFirst)
            await peer.Peer.DisposeAsync();
        await peer.System.Terminate().WaitAsync(Wait.Limit);
        await peer.Peer.DisposeAsync();
        await peer.Peer.DisposeAsync();
        await using var again = await TestPeer.StartAsync("ours", _a.Path);
        Assert.Equal("a", await again.TitleAsync("n1"));
    }

    [Fact]
    public async Task A_system_that_ends_without_coordination_leaves_a_peer_that_can_be_disposed_of()
    {
        var peer = await TestPeer.StartAsync("ours", _a.Path, "akka.coordinated-shutdown.run-by-actor-system-terminate = off");
        await peer.System.Terminate().WaitAsync(Wait.Limit);
        await peer.Peer.DisposeAsync().AsTask().WaitAsync(Wait.Limit);
        await using var again = await TestPeer.StartAsync("ours", _a.Path);
        await again.CreateAsync("n1", "a");
    }
}
