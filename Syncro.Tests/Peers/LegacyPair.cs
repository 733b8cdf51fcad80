using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>A peer of ours, whose listener a peer of 2010 dials.</summary>
public abstract class LegacyPair : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();

    private protected RubyPeer Ruby { get; } = new();

    private protected TestPeer Peer { get; private set; } = null!;

    public async Task InitializeAsync() => Peer = await TestPeer.StartAsync("ours", _directory.Path, LegacySpecs.Listener);

    public async Task DisposeAsync() => await Peer.DisposeAsync();

    public void Dispose()
    {
        Ruby.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ours starts again from its disk.</summary>
    private protected async Task RestartAsync()
    {
        await DisposeAsync();
        await InitializeAsync();
    }

    private protected async Task<WirePeer> JoinAsync()
    {
        var link = await WirePeer.DialAsync(Peer.Port);
        _ = Ruby.RunAsync(link);
        return link;
    }

    private protected Task Agree(string id, string? title) => Wait.Until($"{id} is {title} at both",
        async () => await Peer.TitleAsync(id) == title && Ruby[id] == title);
}
