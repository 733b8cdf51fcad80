using Akka.Actor;
using Syncro.Models;
using Syncro.Rpc;
using Syncro.Settings;

namespace Syncro;

/// <summary>The peer of an actor system: one, made of the <c>syncro</c> section of the system's configuration.</summary>
public sealed class SyncroExtension : IExtension
{
    private readonly ExtendedActorSystem _system;
    private readonly Lock _gate = new();
    private Task<SyncroPeer>? _peer;

    internal SyncroExtension(ExtendedActorSystem system) => _system = system;

    /// <summary>The extension of an actor system.</summary>
    public static SyncroExtension Get(ActorSystem system) => system.WithExtension<SyncroExtension, Provider>();

    /// <summary>
    /// The running peer. Starts it where nobody has, and blocks until it is up: <see cref="StartAsync"/> doesn't block,
    /// and takes models and services. Exceptions as of <see cref="SyncroPeer.StartAsync"/>.
    /// </summary>
    public SyncroPeer Peer => StartAsync().GetAwaiter().GetResult();

    /// <summary>Why the peer can't take changes now, not having been started or come up yet among the reasons; null where it can.</summary>
    public string? NotReady => _peer switch
    {
        null => "the peer was not started",
        { IsCompletedSuccessfully: true } started => started.Result.NotReady,
        { IsCompleted: true } failed => failed.Exception?.GetBaseException().Message ?? "its start was broken off",
        _ => "the peer is starting",
    };

    /// <summary>Starts the peer; exceptions as of <see cref="SyncroPeer.StartAsync"/>, after which it may be tried again.</summary>
    /// <param name="models">The models of the program; null: those of the configuration alone.</param>
    /// <param name="services">The methods that other peers may call; null: only those that every peer has.</param>
    /// <exception cref="InvalidModelException">It runs already, and so can't take models.</exception>
    /// <exception cref="InvalidServiceException">It runs already, and so can't take services.</exception>
    public Task<SyncroPeer> StartAsync(ModelRegistry? models = null, RpcServices? services = null)
    {
        lock (_gate)
        {
            if (_peer is { IsFaulted: false } && models is not null)
                throw new InvalidModelException("the peer of this actor system has started already; its models come too late");
            if (_peer is { IsFaulted: false } && services is not null)
                throw new InvalidServiceException("the peer of this actor system has started already; its services come too late");
            if (_peer is null or { IsFaulted: true })
                // Off the caller's context, which Peer may block.
                _peer = Task.Run(() => SyncroPeer.StartAsync(
                    _system, SyncroSettings.Read(_system.Settings.Config), models, services));
            return _peer;
        }
    }

    private sealed class Provider : ExtensionIdProvider<SyncroExtension>
    {
        public override SyncroExtension CreateExtension(ExtendedActorSystem system) => new(system);
    }
}

/// <summary>The peer as a part of its actor system.</summary>
public static class SyncroActorSystem
{
    /// <summary>As <see cref="SyncroExtension.Peer"/>.</summary>
    public static SyncroPeer Syncro(this ActorSystem system) => SyncroExtension.Get(system).Peer;

    /// <summary>As <see cref="SyncroExtension.StartAsync"/>.</summary>
    public static Task<SyncroPeer> StartSyncroAsync(
        this ActorSystem system, ModelRegistry? models = null, RpcServices? services = null) =>
        SyncroExtension.Get(system).StartAsync(models, services);
}
