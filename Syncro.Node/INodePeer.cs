using Akka.Configuration;
using Syncro.Settings;

namespace Syncro.Node;

/// <summary>A peer that runs, with its listeners and its dialled links, until it is disposed: then it leaves cleanly.</summary>
public interface INodePeer : IPeer, IAsyncDisposable
{
    /// <summary>Where it listens, as <c>host:port</c>, with the ports that the system chose.</summary>
    IReadOnlyList<string> Listening { get; }
}

/// <summary>Starts a peer; completes once it is recovered and listens.</summary>
/// <param name="settings">What it is told.</param>
/// <param name="config">The whole configuration, for the actor system.</param>
/// <param name="cancel">Gives up starting.</param>
/// <exception cref="InvalidSettingsException">It can't start as configured: a port in use, another peer's storage.</exception>
public delegate Task<INodePeer> StartPeer(SyncroSettings settings, Config config, CancellationToken cancel);
