using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Circles of peers: a change that comes around is recorded once.</summary>
public sealed class TopologySpecs : IDisposable
{
    private const string Relays = """
        syncro.access.clients {
          a { relay = on }
          b { relay = on }
          c { relay = on }
        }
        """;

    private readonly TempDirectory _a = new(), _b = new(), _c = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_circle_of_three_a_change_is_recorded_once_on_each(bool relays)
    {
        int[] ports = [PeerSpecs.FreePort(), PeerSpecs.FreePort(), PeerSpecs.FreePort()];
        string[] names = ["a", "b", "c"], paths = [_a.Path, _b.Path, _c.Path];
        var peers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => TestPeer.StartAsync(
            names[i], paths[i],
            PeerSpecs.ListenOn(ports[i]) + PeerSpecs.Dial(names[(i + 1) % 3], ports[(i + 1) % 3])
            + (relays ? Relays : ""))));
        try
        {
            foreach (var (peer, i) in peers.Select((peer, i) => (peer, i)))
                await peer.CreateAsync($"n{i}", "a");
            foreach (var (peer, i) in peers.Select((peer, i) => (peer, i)))
            {
                await Wait.ForTitle($"n{i}", "a", peers);
                await peer.UpdateAsync($"n{i}", "b");
                await Wait.ForTitle($"n{i}", "b", peers);
            }
            for (var i = 0; i < 3; i++)
                await Wait.ForSync(peers[i], names[(i + 1) % 3]);
            foreach (var peer in peers)
                Assert.Equal(6, (await peer.LogAsync()).Length);
        }
        finally
        {
            foreach (var peer in peers)
                await peer.DisposeAsync();
        }
    }

    [Fact]
    public async Task Of_two_that_dial_each_other_one_session_stays()
    {
        int one = PeerSpecs.FreePort(), two = PeerSpecs.FreePort();
        await using var a = await TestPeer.StartAsync("a", _a.Path, PeerSpecs.ListenOn(one) + PeerSpecs.Dial("b", two));
        await using var b = await TestPeer.StartAsync("b", _b.Path, PeerSpecs.ListenOn(two) + PeerSpecs.Dial("a", one));
        await a.CreateAsync("n1", "a");
        await b.CreateAsync("n2", "b");
        await Wait.ForTitle("n1", "a", b);
        await Wait.ForTitle("n2", "b", a);
        for (var i = 0; i < 20; i++)
        {
            await a.UpdateAsync("n1", $"{i}");
            await Wait.ForTitle("n1", $"{i}", b);
        }
        await Wait.ForSync(a, "b");
        await Wait.ForSync(b, "a");
        Assert.Equal(22, (await b.LogAsync()).Length);
    }
}
