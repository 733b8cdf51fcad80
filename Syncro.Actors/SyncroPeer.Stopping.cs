using System.Runtime.CompilerServices;
using Akka;
using Akka.Actor;

namespace Syncro;

/// <content>How a peer goes down.</content>
public sealed partial class SyncroPeer
{
    private readonly StrongBox<SyncroPeer?> _leaving;

    /// <summary>
    /// Ends the links, then the journal, then lets go of the storage. The actor system's coordinated shutdown does the
    /// same, last before it ends; doing both is harmless.
    /// </summary>
    public ValueTask DisposeAsync() => new(_stopped.Value);

    // A shutdown can't be told to forget a task: once stopped the peer is not held by it.
    private StrongBox<SyncroPeer?> Leave(ActorSystem system)
    {
        var leaving = new StrongBox<SyncroPeer?>(this);
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, $"syncro-{_space.Settings.Space}", async () =>
            {
                if (leaving.Value is { } peer)
                    await peer.DisposeAsync().ConfigureAwait(false);
                return Done.Instance;
            });
        return leaving;
    }

    private async Task StopAsync()
    {
        try
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            // The actors of a system that has ended are gone.
            if (!_system.WhenTerminated.IsCompleted)
                foreach (var actor in _actors)
                    await actor.GracefulStop(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        }
        finally
        {
            _leaving.Value = null;
            _materializer.Dispose();
            _space.Store.Dispose();
            _space.Metrics.Dispose();
            _directory.Dispose();
            _stopping.Dispose();
        }
    }
}
