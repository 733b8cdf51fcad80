using Akka.Actor;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// Tells those who follow the log that it moved: at once where they are few or nothing moved lately, else all that moved
/// meanwhile together. To send a commit to many costs each of them a message, so they are told no more often than they can
/// be sent what they are told of.
/// </summary>
internal sealed class LogFollowers(TimeProvider time) : IDisposable
{
    // About what it costs to push to one and to take its answer.
    private static readonly TimeSpan Each = TimeSpan.FromMicroseconds(100), Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<IActorRef> _followers = [];
    private ITimer? _pause;
    private Cursor? _waits;

    /// <summary>From now on the actor is told <see cref="HeadMoved"/>.</summary>
    public void Add(IActorRef actor)
    {
        lock (_gate)
            _followers.Add(actor);
    }

    /// <summary>No longer.</summary>
    public void Remove(IActorRef actor)
    {
        lock (_gate)
            _followers.Remove(actor);
    }

    /// <summary>The log ends there now.</summary>
    public void Tell(Cursor head)
    {
        lock (_gate)
            if (_pause is null)
                TellAll(head);
            else
                _waits = head;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _followers.Clear();
            _pause?.Dispose();
        }
    }

    private void TellAll(Cursor head)
    {
        foreach (var follower in _followers)
            follower.Tell(new HeadMoved(head));
        var pause = Each * _followers.Count;
        _pause = pause < Shortest ? null : time.CreateTimer(_ => Resume(), null, pause, Timeout.InfiniteTimeSpan);
    }

    private void Resume()
    {
        lock (_gate)
        {
            _pause?.Dispose();
            _pause = null;
            if (_waits is not { } head)
                return;
            _waits = null;
            TellAll(head);
        }
    }
}

/// <summary>The journal has a new commit.</summary>
internal sealed record HeadMoved(Cursor Head);
