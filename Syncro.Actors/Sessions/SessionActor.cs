using Akka.Actor;
using Akka.Event;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>
/// One connection: gives what happens to the <see cref="SessionState"/> and does what that says, in order. A message is
/// taken from the connection only when the one before it is dealt with and what was sent is on its way.
/// </summary>
internal sealed class SessionActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);

    private readonly SyncroSpace _space;
    private readonly SessionTerms _terms;
    private readonly ILink _link;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private SessionState _state;
    private JournalRef? _peer;
    private SessionEnd _end = new(null, "the session was stopped");
    private bool _asked, _sending, _started, _ready;

    /// <summary>A whole message, or what is wrong with what came.</summary>
    public sealed record Incoming(Decoded Decoded);

    /// <summary>Nothing more comes or goes; what has come may still be asked for.</summary>
    public sealed record LinkEnded;

    /// <summary>There is nothing more to ask for, with what went wrong, if anything did.</summary>
    public sealed record LinkClosed(string? Why);

    /// <summary>The connection broke a rule that the session doesn't know of.</summary>
    public sealed record Broken(Fault Fault);

    /// <summary>What was sent is on its way: there is room for more.</summary>
    public sealed record LinkReady;

    /// <summary>Told to the parent: both sides know each other and sync.</summary>
    public sealed record InSession;

    private sealed record Happened(SessionEvent Event);

    private sealed record Tick;

    public SessionActor(SyncroSpace space, SessionTerms terms, int protocol, ILink link)
    {
        (_space, _terms, _link, _state) = (space, terms, link, SessionState.New(terms, protocol));
        Receive<Happened>(happened => On(happened.Event));
        Receive<HeadMoved>(moved => On(new SessionEvent.HeadMoved(moved.Head)));
        Receive<Incoming>(OnIncoming);
        Receive<LinkReady>(_ =>
        {
            _sending = false;
            Pull();
        });
        Receive<LinkEnded>(_ =>
        {
            _sending = false;
            if (_state.Closed)
                Context.Stop(Self);
            else
                Pull();
        });
        Receive<LinkClosed>(closed =>
        {
            if (!_state.Closed)
                _end = closed.Why is null ? SessionEnd.Lost : new(null, closed.Why);
            if (closed.Why is { } why && !_state.Closed)
                Report(why);
            Context.Stop(Self);
        });
        Receive<Broken>(broken => On(new SessionEvent.Failed(broken.Fault)));
        Receive<Replaced>(_ => On(new SessionEvent.Failed(
            new(Code.DuplicateIdentity, "a newer connection of the same client took this one's place"))));
        Receive<Forgotten>(_ => On(new SessionEvent.Failed(
            new(Code.Internal, "what is known of this client could not be written"))));
        Receive<Status.Failure>(failure =>
        {
            _logger.Error(failure.Cause, "A session with {0} failed", _peer?.Client);
            On(new SessionEvent.Failed(new(Code.Internal, "internal error")));
        });
        Receive<Tick>(_ => On(new SessionEvent.Tick(Now)));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private long Now => _space.Time.GetUtcNow().ToUnixTimeMilliseconds();

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), TickEvery);
        _space.Log.Subscribe(Self);
        _link.Start(Self);
        if (_terms.Peer is { } peer)
            _space.Clients.Ask<KnownPeer>(new ClientCommand.Look(peer), _space.AskTimeout)
                .PipeTo(Self, success: known => Opened(known));
        else
            Self.Tell(Opened(null));
    }

    private Happened Opened(KnownPeer? known) => new(new SessionEvent.Opened(Now, _space.Log.State.Head, known));

    protected override void PostStop()
    {
        _space.Log.Unsubscribe(Self);
        if (_ready)
            _space.Metrics.SessionClosed();
        _link.Close(_end);
    }

    private void OnIncoming(Incoming incoming)
    {
        _asked = false;
        On(incoming.Decoded switch
        {
            Decoded.Received(var message) => new SessionEvent.Received(message, Now),
            Decoded.Refused(var fault) => new SessionEvent.Malformed(fault),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
        Pull();
    }

    /// <summary>Asks the connection for one more message.</summary>
    private void Pull()
    {
        if (_asked || _sending || _state.Closed || _state.Busy || !_started)
            return;
        _asked = true;
        _link.Pull();
    }

    private void On(SessionEvent happened)
    {
        _started |= happened is SessionEvent.Opened;
        var (state, effects) = _state.On(happened);
        _state = state;
        foreach (var effect in effects)
            Perform(effect);
        Pull();
    }

    private void Perform(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Send(var message):
                _sending |= !_link.Send(message);
                break;
            case SessionEffect.Attach(var peer, var seen):
                _peer = peer;
                Attach(peer, seen).PipeTo(Self);
                break;
            case SessionEffect.Read(var from, var reader):
                Pages.Of(_space).ReadAsync(from, reader).PipeTo(Self, success: page =>
                {
                    _space.Metrics.Sent(page?.Scribes.Length ?? 0);
                    return new Happened(new SessionEvent.PageRead(page, Now));
                });
                break;
            case SessionEffect.ReadLegacy read:
                Pages.Of(_space).ReadLegacyAsync(read).PipeTo(Self, success: page =>
                {
                    _space.Metrics.Sent(page.Scribes.Length);
                    return new Happened(new SessionEvent.LegacyPageRead(page, Now));
                });
                break;
            case SessionEffect.Take(var page):
                Receiving.TakeAsync(_space, page).PipeTo(Self, success: happened => new Happened(happened));
                break;
            case SessionEffect.Acknowledge(var position):
                _space.Clients.Tell(new ClientCommand.Acknowledge(
                    _peer!.Value.Client, new ClientEvent.Acknowledged(_peer.Value.Journal, position)));
                break;
            case SessionEffect.Told(var head):
                _space.Clients.Tell(new ClientCommand.Told(_peer!.Value.Client, head));
                break;
            case SessionEffect.Report(var text):
                Report(text);
                break;
            case SessionEffect.Call(var rpc, var reader):
                Rpc.CallAsync(_space, rpc, reader, _state is LegacySession).PipeTo(Self, success: result => new Happened(result));
                break;
            case SessionEffect.Ready:
                _ready = true;
                _space.Metrics.SessionOpened();
                Context.Parent.Tell(new InSession());
                _logger.Info("In session with {0}", _peer?.Client);
                break;
            case SessionEffect.Close(var fault):
                _end = new(fault.Code, fault.Text);
                _link.Finish(fault);
                break;
        }
    }

    private async Task<Happened> Attach(JournalRef peer, Cursor? theirSeen)
    {
        var reply = await _space.Clients.Ask<object>(
            new ClientCommand.Attach(peer.Client, Self, peer.Journal, _terms.Dials), _space.AskTimeout).ConfigureAwait(false);
        if (reply is not KnownPeer known)
            return new(new SessionEvent.Failed((Fault)reply));
        var knowsUs = theirSeen is null || await _space.Log.HoldsAsync(theirSeen).ConfigureAwait(false);
        var state = _space.Log.State;
        known = known.Or(state.Taken.GetValueOrDefault(peer)) with { TheyKnowUs = knowsUs };
        return new(new SessionEvent.Attached(known, state.Head, Now));
    }

    private void Report(string text)
    {
        var client = _peer?.Client ?? _terms.Peer;
        if (client is { } known)
            _space.Clients.Tell(new ClientCommand.Report(known, text));
        _logger.Warning("Session with {0}: {1}", client?.Value ?? "an unknown caller", text);
    }
}
