using Akka.Actor;

namespace Syncro.Journal;

/// <summary>
/// Who is told that the journal has a new head: each once for every time that it asks, at once while there is room, else in
/// turns. Who waited finds all that came meanwhile and sends it in one message, so that many followers have a bound to what
/// they cost together, and each has a bound to its wait. Who is stuck with what it knows asks for nothing, and takes no turn.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="rate">How many are told in a second.</param>
/// <param name="burst">How many are told at once, after a pause.</param>
internal sealed class Followers(TimeProvider time, int rate, int burst)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    private readonly Lock _gate = new();
    private readonly Dictionary<IActorRef, HeadMoved?> _told = [];
    private readonly HashSet<IActorRef> _idle = [];
    private readonly Queue<IActorRef> _turns = [];
    private HeadMoved? _news;
    private double _room = burst;
    private long _at = time.GetTimestamp();
    private bool _pausing;

    /// <summary>
    /// The actor is told of the next head, once; where the head has moved since it was told last, of that one. To be called
    /// again only once it was told.
    /// </summary>
    public void Follow(IActorRef follower)
    {
        lock (_gate)
        {
            if (_told.TryAdd(follower, _news) || _told[follower] == _news)
            {
                _idle.Add(follower);
                return;
            }
            _turns.Enqueue(follower);
            TellDue();
        }
    }

    /// <summary>The actor is told no more.</summary>
    public void Leave(IActorRef follower)
    {
        lock (_gate)
        {
            _told.Remove(follower);
            _idle.Remove(follower);
        }
    }

    /// <summary>The journal has a new head: whoever follows is told of it, or of a later one.</summary>
    public void Tell(HeadMoved news)
    {
        lock (_gate)
        {
            _news = news;
            foreach (var follower in _idle)
                _turns.Enqueue(follower);
            _idle.Clear();
            TellDue();
        }
    }

    private void TellDue()
    {
        var now = time.GetTimestamp();
        (_room, _at) = (Math.Min(burst, _room + time.GetElapsedTime(_at, now).TotalSeconds * rate), now);
        while (_room >= 1 && _turns.TryDequeue(out var next))
            if (_told.ContainsKey(next))
            {
                _told[next] = _news;
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
