using System.Collections.Immutable;
using System.Net.WebSockets;
using Akka.Actor;
using Akka.Configuration;
using Syncro.Access;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Settings;
using Syncro.Transport;

namespace Syncro.Node;

/// <summary>A peer with an actor system of its own.</summary>
internal sealed class NodePeer : INodePeer
{
    private static readonly Config Logging = ConfigurationFactory.ParseString(
        """
        akka {
          # Standard output is for results.
          loggers = ["Syncro.Node.StderrLogger, syncro"]
          stdout-loglevel = OFF
          log-dead-letters = off
          loglevel = INFO
          # The node itself decides when to leave, and does so in order.
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.run-by-actor-system-terminate = off
        }
        """);

    private readonly ActorSystem _system;
    private readonly SyncroPeer _peer;

    private NodePeer(ActorSystem system, SyncroPeer peer) => (_system, _peer) = (system, peer);

    public static async Task<INodePeer> StartAsync(SyncroSettings settings, Config config, CancellationToken cancel)
    {
        var system = ActorSystem.Create("syncro", config.WithFallback(Logging).WithFallback(SyncroSettings.Reference));
        try
        {
            return new NodePeer(system, await SyncroPeer.StartAsync(system, settings, cancel: cancel));
        }
        catch (Exception e)
        {
            await system.Terminate();
            if (e is ListenException or StorageException or ForeignStorageException or RecordStoreException)
                throw new InvalidSettingsException(e.Message, e);
            throw;
        }
    }

    public IReadOnlyList<string> Listening => _peer.Listening;

    public ClientId Client => _peer.Client;

    public Classes Classes => _peer.Classes;

    public string? NotReady => _peer.NotReady;

    public ITokens Tokens => _peer.Tokens;

    public Task<Committed> CommitAsync(ImmutableArray<LocalChange> changes, CancellationToken cancel = default) =>
        _peer.CommitAsync(changes, cancel);

    public Task<Compacted> CompactAsync(CancellationToken cancel = default) => _peer.CompactAsync(cancel);

    public Task PlayAgainAsync(string className, Position position, CancellationToken cancel = default) =>
        _peer.PlayAgainAsync(className, position, cancel);

    public Task<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancel = default) => _peer.FindAsync(key, cancel);

    public Task<ImmutableArray<KeyValuePair<RecordId, RecordState>>> ListAsync(
        string className, RecordId? after, int limit, CancellationToken cancel = default) =>
        _peer.ListAsync(className, after, limit, cancel);

    public Task<PeerStatus> StatusAsync(CancellationToken cancel = default) => _peer.StatusAsync(cancel);

    public Task<PeerStorage> StorageAsync(CancellationToken cancel = default) => _peer.StorageAsync(cancel);

    public IAsyncEnumerable<Recorded> ChangesAsync(
        Position? after, CancellationToken cancel = default) => _peer.ChangesAsync(after, cancel);

    public Task<SessionEnd> ServeAsync(WebSocket socket, ClientId? certified = null, CancellationToken cancel = default) =>
        _peer.ServeAsync(socket, certified, cancel);

    public async ValueTask DisposeAsync()
    {
        await _peer.DisposeAsync();
        await _system.Terminate();
    }
}
