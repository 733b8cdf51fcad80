using Akka.Actor;
using Akka.Event;
using Syncro.Clients;

namespace Syncro;

/// <summary>
/// What a peer has taken hold of since it began to start. The storage directory is let go of last, and only where the
/// journal has really stopped: two never write the same log.
/// </summary>
/// <param name="system">Where its actors live.</param>
/// <param name="directory">Its storage.</param>
/// <param name="limit">How long an actor may take to stop.</param>
internal sealed class Holdings(ActorSystem system, StorageDirectory directory, TimeSpan limit)
{
    private readonly List<IDisposable> _held = [];

    /// <summary>In the order in which they are stopped.</summary>
    public List<IActorRef> Actors { get; } = [];

    /// <summary>The one of them that writes the log; null before it is started.</summary>
    public IActorRef? Journal { get; set; }

    /// <summary>The one of them that knows the clients; null before it is started.</summary>
    public IActorRef? Clients { get; set; }

    /// <summary>Something more, disposed of once the actors are stopped.</summary>
    public T Hold<T>(T held) where T : IDisposable
    {
        _held.Add(held);
        return held;
    }

    /// <summary>Lets go of everything: an actor that doesn't stop keeps no other from it.</summary>
    /// <exception cref="StillRunningException">An actor did not stop in time.</exception>
    public async Task LetGoAsync()
    {
        var running = new List<IActorRef>();
        // The actors of a system that has ended are gone.
        if (!system.WhenTerminated.IsCompleted)
            foreach (var actor in Actors)
                if (!await HasStoppedAsync(actor).ConfigureAwait(false))
                    running.Add(actor);
        var locked = Journal is { } journal && running.Contains(journal);
        try
        {
            foreach (var held in _held)
                held.Dispose();
        }
        finally
        {
            if (!locked)
                directory.Dispose();
        }
        if (running.Count > 0)
            throw new StillRunningException(running, limit, locked ? directory.Path : null);
    }

    /// <summary>As <see cref="LetGoAsync"/>. It never fails: who starts a peer is told why it can't; the rest the log says.</summary>
    public async Task GiveUpAsync()
    {
        try
        {
            await LetGoAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            system.Log.Error(e, "A peer that could not start left something behind: {0}", e.Message);
        }
    }

    private async Task<bool> HasStoppedAsync(IActorRef actor)
    {
        try
        {
            object farewell = actor.Equals(Clients) ? new ClientsActor.Leave() : PoisonPill.Instance;
            return await actor.GracefulStop(limit, farewell).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // However it is said that it was not seen to stop; with its system it is gone.
            return system.WhenTerminated.IsCompleted;
        }
    }
}

/// <summary>
/// Actors of a peer did not stop in time. Where its journal is among them, its storage stays locked until the process
/// ends: the journal may still write.
/// </summary>
public sealed class StillRunningException : SyncroException
{
    internal StillRunningException(IEnumerable<IActorRef> running, TimeSpan limit, string? locked)
        : base($"{Names(running)} did not stop within {limit.TotalSeconds:0.###} s{Locked(locked)}") { }

    private static string Names(IEnumerable<IActorRef> running) => string.Join(", ", running.Select(actor => actor.Path));

    private static string Locked(string? storage) =>
        storage is null ? "" : $"; storage '{storage}' stays locked, for the journal may still write";
}
