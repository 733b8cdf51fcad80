using Akka.Actor;
using Akka.Event;
using Syncro.Access;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>
/// One connection: gives what happens to the <see cref="SessionState"/> and does what that says, in order. A message is
/// taken from the connection only when the one before it is dealt with and what was sent is on its way.
/// </summary>
internal sealed partial class SessionActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(250);

    private readonly SyncroSpace _space;
    private readonly SessionTerms _terms;
    private readonly ILink _link;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly SessionCalls _calls;
    private readonly ReadAhead _pages;
    private readonly long _began, _beganAt;
    private SessionState _state;
    private JournalRef? _peer;
    private SessionEnd _end = new(null, "the session was stopped");
    private bool _asked, _sending, _started, _ready, _told;

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

    private sealed record PageRead(OutgoingPage? Page, Reader Reader);

    private sealed record Tick;

    public SessionActor(SyncroSpace space, SessionTerms terms, int protocol, ILink link)
    {
        terms = terms with { Features = link.Features };
        (_space, _terms, _link, _state) = (space, terms, link, SessionState.New(terms, protocol));
        (_began, _beganAt) = (space.Time.GetUtcNow().ToUnixTimeMilliseconds(), space.Time.GetTimestamp());
        _calls = new(space, _logger);
        _pages = new(Pages.Of(space).ReadAsync, space.Log.Head, space.ReadAhead);
        Receive<Happened>(happened => On(happened.Event));
        Receive<PageRead>(OnPageRead);
        Receive<SessionCalls.Place>(Call);
        Receive<SessionCalls.GivenUp>(given => On(_calls.GiveUp(given)));
        Receive<HeadMoved>(moved =>
        {
            _told = true;
            On(new SessionEvent.HeadMoved(moved.Head));
        });
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
            if ((closed.Why ?? Unanswered) is { } why && !_state.Closed)
                Report(why);
            Context.Stop(Self);
        });
        Receive<AccessMoved>(_ => On(new SessionEvent.AccessMoved()));
        Receive<Broken>(broken => On(new SessionEvent.Failed(broken.Fault)));
        Receive<Replaced>(_ => On(new SessionEvent.Failed(
            new(Code.DuplicateIdentity, "a newer connection of the same client took this one's place; where another peer made it, "
                + "two run with one identity: see 'syncro identity new'"))));
        Receive<Forgotten>(_ => On(new SessionEvent.Failed(
            new(Code.Internal, "what is known of this client could not be written"))));
        Receive<Status.Failure>(failure =>
        {
            _logger.Error(failure.Cause, "A session with {0} failed", _peer?.Client);
            On(new SessionEvent.Failed(new(Code.Internal, "internal error")));
        });
        Receive<Tick>(_ =>
        {
            _pages.Tick();
            On(new SessionEvent.Tick(Now));
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    // Such a link is dialled again and again: somebody is to be told.
    private string? Unanswered => _terms.Dials && !_ready ? "the connection ended before the other side answered" : null;

    // The wall clock as the session began, and what has gone by since: one that is set anew moves none of its time limits.
    private long Now => _began + (long)_space.Time.GetElapsedTime(_beganAt).TotalMilliseconds;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(nameof(Tick), new Tick(), TickEvery);
        _space.Log.Follow(Self);
        _space.Access.Follow(Self);
        _link.Start(Self);
        if (_terms.Peer is { } peer)
            _space.Clients.Ask<KnownPeer>(new ClientCommand.Look(peer), _space.AskTimeout)
                .PipeTo(Self, success: known => Opened(known.Or(_space.Log.State.LastTaken(peer))));
        else
            Self.Tell(Opened(null));
    }

    private Happened Opened(KnownPeer? known) => new(new SessionEvent.Opened(Now, _space.Log.State.Head, known));

    protected override void PostStop()
    {
        _space.Log.Leave(Self);
        _space.Access.Leave(Self);
        _calls.End();
        _pages.Drop();
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

    private void OnPageRead(PageRead read)
    {
        _space.Metrics.Sent(read.Page?.Scribes.Length ?? 0);
        if (!_state.Closed)
            _pages.Begin(read.Reader, read.Page);
        On(new SessionEvent.PageRead(read.Page, Now));
    }

    /// <summary>Asks the connection for one more message.</summary>
    private void Pull()
    {
        if (_asked || _sending || _state.Closed || _state.Busy || !_started)
            return;
        _asked = true;
        _link.Pull();
    }

    private void Call(SessionCalls.Place place) => On(_calls.Call(place, Now));

    private void On(SessionEvent? happened)
    {
        if (happened is null)
            return;
        if (happened is SessionEvent.Called(var number, _))
            _calls.Ended(number);
        _started |= happened is SessionEvent.Opened;
        var (state, effects) = _state.On(happened);
        _state = state;
        foreach (var effect in effects)
            Perform(effect);
        Pull();
        // One that has something to send and may not yet needs no news.
        if (!_told || _state.Behind)
            return;
        _told = false;
        _space.Log.Follow(Self);
    }
}
