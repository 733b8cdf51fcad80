using Akka.Actor;
using Akka.Event;
using Syncro.Rpc;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>What the calls of one session need besides its state: who waits for an answer, and what cancels a method.</summary>
internal sealed class SessionCalls(SyncroSpace space, ILoggingAdapter logger)
{
    private readonly Dictionary<long, TaskCompletionSource<CallOutcome>> _asked = [];
    private readonly Dictionary<long, RunningCall> _running = [];
    private Task _reading = Task.CompletedTask;
    private List<Place>? _early = [];
    private bool _ended;
    private long _last;

    /// <summary>Calls a method of the other side.</summary>
    /// <param name="Class">The class.</param>
    /// <param name="Method">The method.</param>
    /// <param name="Args">A JSON array.</param>
    /// <param name="Timeout">How long to wait.</param>
    /// <param name="Outcome">Set once, whatever comes; cancelled by who no longer waits, before <see cref="GivenUp"/>.</param>
    public sealed record Place(
        string Class, string Method, JsonText Args, TimeSpan Timeout, TaskCompletionSource<CallOutcome> Outcome);

    /// <summary>Nobody waits for a call any more.</summary>
    public sealed record GivenUp(TaskCompletionSource<CallOutcome> Outcome);

    /// <summary>The event of a call; null where there is none yet, or no more. It waits until the session is open.</summary>
    public SessionEvent.CallOut? Call(Place place, long now)
    {
        if (_ended)
            place.Outcome.TrySetResult(new CallOutcome.NotConnected());
        else if (_early is { } early && early.Count >= space.Settings.Rpc.WaitingCalls)
            place.Outcome.TrySetResult(new CallOutcome.NotSent($"{early.Count} calls wait for the session to open"));
        else if (_early is not null)
            _early.Add(place);
        else if (!place.Outcome.Task.IsCompleted)
        {
            _asked.Add(++_last, place.Outcome);
            return new(_last, place.Class, place.Method, place.Args, (long)place.Timeout.TotalMilliseconds, now);
        }
        return null;
    }

    /// <summary>The session is open: what waited for that.</summary>
    public IEnumerable<Place> Open()
    {
        var early = _early ?? [];
        _early = null;
        return early;
    }

    /// <summary>The event of a call given up; null where it has been answered.</summary>
    public SessionEvent.CallGivenUp? GiveUp(GivenUp given)
    {
        foreach (var (key, outcome) in _asked)
            if (outcome == given.Outcome && _asked.Remove(key))
                return new(key);
        return null;
    }

    public void Answer(SessionEffect.Answered answered)
    {
        if (_asked.Remove(answered.Key, out var outcome))
            outcome.TrySetResult(answered.Outcome);
    }

    /// <summary>Runs a method of ours, away from the session's thread: its arguments are read by types of the application.</summary>
    public Task<SessionEvent> RunAsync(SessionEffect.Call call, bool legacy)
    {
        var client = call.Reader.Client;
        if (!space.Running.TryTake(client))
            return Task.FromResult<SessionEvent>(new SessionEvent.Called(call.Number, new Message.Error(
                call.Rpc.Id, (int)Code.TooMany, $"{space.Running.Most} calls of yours are running, some of them of earlier sessions")));
        // Those that read our journal go one after the other.
        var reads = BuiltIns.Reads(call.Rpc);
        var before = reads ? _reading : Task.CompletedTask;
        var running = _running[call.Number] = new(async cancel =>
        {
            try
            {
                await before.ConfigureAwait(false);
                return await RpcServer.RunAsync(space, call, legacy, logger, cancel).ConfigureAwait(false);
            }
            finally
            {
                space.Running.Free(client);
            }
        }, logger);
        if (reads)
            _reading = running.Answer;
        return running.Answer;
    }

    /// <summary>A method of ours has ended.</summary>
    public void Ended(long number)
    {
        if (_running.Remove(number, out var ended))
            ended.Dispose();
    }

    /// <summary>A method of ours is too late.</summary>
    public void Cancel(long number)
    {
        if (_running.TryGetValue(number, out var late))
            late.Cancel();
    }

    /// <summary>The session is over.</summary>
    public void End()
    {
        _ended = true;
        foreach (var place in Open())
            place.Outcome.TrySetResult(new CallOutcome.NotConnected());
        foreach (var outcome in _asked.Values)
            outcome.TrySetResult(new CallOutcome.Ended());
        foreach (var running in _running.Values)
        {
            running.Cancel();
            running.Dispose();
        }
        _asked.Clear();
        _running.Clear();
    }
}
