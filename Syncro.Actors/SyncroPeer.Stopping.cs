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
    /// <exception cref="StillRunningException">A part of it did not stop in time; everything else did.</exception>
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
            await _holdings.LetGoAsync().ConfigureAwait(false);
        }
        finally
        {
            _leaving.Value = null;
            _stopping.Dispose();
        }
    }
}
