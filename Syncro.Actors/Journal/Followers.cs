using Akka.Actor;

namespace Syncro.Journal;

/// <summary>
/// Who is told that the journal has a new head: at once while there is room, else in turns, the longest not told first. Who
/// waited for its turn finds all that came meanwhile and sends it in one message, so that many followers have a bound to
/// what they cost together, and each has a bound to its wait.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="rate">How many are told in a second.</param>
/// <param name="burst">How many are told at once, after a pause.</param>
internal sealed class Followers(TimeProvider time, int rate, int burst)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    private readonly Lock _gate = new();
    private readonly HashSet<IActorRef> _all = [], _due = [];
    private readonly Queue<IActorRef> _turns = [];
    private HeadMoved? _news;
    private double _room = burst;
    private long _at = time.GetTimestamp();
    private bool _pausing;

    /// <summary>From now on the actor is told.</summary>
    public void Add(IActorRef follower)
    {
        lock (_gate)
            _all.Add(follower);
    }

    /// <summary>No longer.</summary>
    public void Remove(IActorRef follower)
    {
        lock (_gate)
        {
            _all.Remove(follower);
            _due.Remove(follower);
        }
    }

    /// <summary>Every follower is told of it, or of a later head.</summary>
    public void Tell(HeadMoved news)
    {
        lock (_gate)
        {
            _news = news;
            foreach (var follower in _all)
                if (_due.Add(follower))
                    _turns.Enqueue(follower);
            TellDue();
        }
    }

    private void TellDue()
    {
        var now = time.GetTimestamp();
        (_room, _at) = (Math.Min(burst, _room + time.GetElapsedTime(_at, now).TotalSeconds * rate), now);
        while (_room >= 1 && _turns.TryDequeue(out var next))
            if (_due.Remove(next))
            {
                next.Tell(_news);
                _room--;
            }
        if (_turns.Count == 0 || _pausing)
            return;
        _pausing = true;
        _ = GoOnAsync();
    }

    private async Task GoOnAsync()
    {
        await Task.Delay(Pause, time).ConfigureAwait(false);
        lock (_gate)
        {
            _pausing = false;
            TellDue();
        }
    }
}
