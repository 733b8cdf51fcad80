using System.Collections.Concurrent;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Docs;

public sealed class PlayerSampleSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task The_sample_of_the_readme_plays_on_one_peer_what_another_records()
    {
        var (here, there) = (new ConcurrentDictionary<string, string>(), new ConcurrentDictionary<string, string>());
        await using var server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.Listener, models: PlayerSample.Registry(there));
        await using var laptop = await TestPeer.StartAsync(
            "laptop", _b.Path, PeerSpecs.Dial("server", server.Port), models: PlayerSample.Registry(here));
        await PlayerSample.RecordAsync(laptop.Peer);
        await Wait.Until("the line is there", () => there.Values.SequenceEqual(["laptop: Milk is out"]));
        Assert.Empty(here);
    }
}
