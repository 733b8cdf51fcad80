using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Identity;

/// <summary>
/// A server and the clients that dial it through a gate, each started on whatever storage a spec wants; and what was
/// ever written in it.
/// </summary>
internal sealed class LinkedPeers(Random random) : IAsyncDisposable
{
    private readonly TempDirectory _root = new();
    private readonly Gate _gate = new();
    private readonly List<TestPeer> _running = [];
    private int _directories;

    public Scribbling Scribbling { get; } = new(random);

    public Place Server { get; private set; } = null!;

    /// <summary>A directory that was never one: SQLite may still hold a file of a peer that stopped.</summary>
    public string NewDirectory() => _root.File($"{++_directories}");

    public async Task StartServerAsync(string directory, string hocon = "") =>
        Server = await StartAsync("server", directory, $"{PeerSpecs.Listener}\n{hocon}");

    public Task<Place> StartClientAsync(string directory, string client = "laptop") =>
        StartAsync(client, directory, Dials);

    public string Dials => PeerSpecs.Dial("server", _gate.Port);

    private async Task<Place> StartAsync(string client, string directory, string hocon)
    {
        var peer = await TestPeer.StartAsync(client, directory, hocon);
        _running.Add(peer);
        return new(client, peer, directory);
    }

    public async Task StopAsync(Place place)
    {
        _running.Remove(place.Peer);
        await place.Peer.DisposeAsync();
    }

    public void Join() => _gate.Open(Server.Peer.Port);

    public void Cut() => _gate.Open(null);

    /// <summary>Joins them or cuts them, as it falls.</summary>
    public void Draw()
    {
        if (random.Next(3) > 0)
            Join();
        else
            Cut();
    }

    /// <summary>Each writes a little, or nothing; now and then the gate moves meanwhile.</summary>
    public async Task WriteAsync(params Place[] places)
    {
        foreach (var place in places)
        {
            await Scribbling.WriteAsync(place, 3);
            if (random.Next(4) == 0)
                Draw();
        }
    }

    /// <summary>What they know together.</summary>
    public Task<Known> KnowAsync(params Place[] places) => Known.OfAsync(Scribbling.Keys, places);

    /// <summary>Waits until each sees just that.</summary>
    public async Task SeeAsync(string seen, params Place[] places)
    {
        var last = "";
        foreach (var place in places)
            try
            {
                await Wait.Until("it is seen", async () => (last = (await KnowAsync(place)).Seen) == seen);
            }
            catch (Xunit.Sdk.TrueException)
            {
                var link = string.Join('\n', (await place.Peer.Peer.StatusAsync()).Peers);
                Assert.Fail($"{place.Name} sees\n{last}\nand not\n{seen}\n{link}");
            }
    }

    /// <summary>Waits until the server and a client are linked and miss nothing of each other.</summary>
    public async Task MeetAsync(Place client)
    {
        await Wait.ForSync(client.Peer, "server");
        await Wait.ForSync(Server.Peer, client.Name);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        foreach (var peer in _running)
            await peer.DisposeAsync();
        _root.Dispose();
    }
}
