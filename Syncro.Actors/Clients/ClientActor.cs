using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Clients;

/// <summary>
/// One remote GUID: its cursors, kept on disk, and its one live session. A cursor is never ahead of what the journal has
/// recorded; where writing it is late, what it would save is a repeat.
/// </summary>
internal sealed class ClientActor : ReceivePersistentActor, IWithTimers
{
    private const int SnapshotEvery = 200;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    private readonly ClientId _self, _client;
    private readonly HashSet<IActorRef> _waiting = [];
    private readonly HashSet<JournalId> _readToItsEnd = [];
    private readonly Dictionary<Type, ClientEvent> _late = [];
    private readonly List<ClientCommand.WhenUptodate> _behind = [];
    private ClientState _state = ClientState.New;
    private readonly HashSet<IActorRef> _sessions = [];
    private readonly int _maxSessions;
    private Live? _live;
    private Cursor? _head;
    private string? _lastError;
    private CatchUp? _catchUp;

    private sealed record Live(IActorRef Session, Claim Claim);

    private sealed record WriteLate;

    public ClientActor(string space, StoragePlugins plugins, ClientId self, ClientId client, int maxSessions)
    {
        (_self, _client, _maxSessions) = (self, client, maxSessions);
        (JournalPluginId, SnapshotPluginId) = (plugins.Journal, plugins.Snapshots);
        PersistenceId = IdOf(space, client);
        Recover<ClientEvent>(@event => _state = _state.Apply(@event));
        Recover<SnapshotOffer>(offer => _state = (ClientState)offer.Snapshot);
        Command<ClientCommand.Attach>(OnAttach);
        Command<ClientCommand.Look>(_ => Sender.Tell(Known(WithLate.Last)));
        Command<ClientCommand.GetSession>(_ => Sender.Tell(new LiveSession(_live?.Session)));
        Command<ClientCommand.WhenFree>(_ => WaitFree());
        Command<ClientCommand.WhenUptodate>(wait =>
        {
            _behind.Add(wait);
            TellUptodate();
        });
        Command<ClientCommand.Advance>(advance =>
        {
            Write(advance.To, advance.AtOnce);
            Follow(_catchUp?.After(advance.To.To.Position, advance.Scribes));
        });
        Command<ClientCommand.Acknowledge>(acknowledge => Write(acknowledge.Upto, false));
        Command<ClientCommand.Told>(told => _head = told.Head);
        Command<ClientCommand.Report>(report => _lastError = $"{Time()} {report.Text}");
        Command<ClientCommand.GetStatus>(_ => Sender.Tell(Status()));
        Command<WriteLate>(_ => PersistLate());
        Command<ClientsActor.Leave>(_ =>
        {
            PersistLate();
            DeferAsync(new WriteLate(), _ => Context.Stop(Self));
        });
        Command<Terminated>(terminated => Detach(terminated.ActorRef));
        // Of what the snapshot holds only the last event is kept: by it the storage knows the actor.
        Command<SaveSnapshotSuccess>(saved =>
        {
            DeleteMessages(saved.Metadata.SequenceNr - 1);
            DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
        });
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteMessagesFailure>(failure => _lastError = $"{Time()} old cursors could not be deleted: {failure.Cause.Message}");
        Command<DeleteSnapshotsFailure>(failure => _lastError = $"{Time()} old snapshots could not be deleted: {failure.Cause.Message}");
        Command<SaveSnapshotFailure>(failure => _lastError = $"{Time()} snapshot failed: {failure.Cause.Message}");
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    public static string IdOf(string space, ClientId client) => IdPrefix(space) + client;

    /// <summary>What the ids of all of them begin with.</summary>
    public static string IdPrefix(string space) => $"syncro/{space}/client/";

    private void OnAttach(ClientCommand.Attach attach)
    {
        if (_sessions.Count >= _maxSessions)
        {
            Sender.Tell(new Fault(Code.TooMany, $"'{_client}' has {_sessions.Count} connections already"));
            return;
        }
        var known = Known(attach.Claim.Journal);
        if (_live is { } live)
        {
            var told = live.Claim with { Head = _head };
            if (ClientState.Refusal(_self, _client, told, attach.Claim, known.Or(attach.Taken)) is { } refusal)
            {
                Sender.Tell(refusal);
                return;
            }
            live.Session.Tell(new Replaced());
        }
        _sessions.Add(attach.Session);
        (_live, _head) = (new(attach.Session, attach.Claim), attach.Claim.Head ?? _head);
        _catchUp = CatchUp.Begin(known.Or(attach.Taken).Seen, attach.Claim.Head, Now);
        Context.Watch(attach.Session);
        Sender.Tell(known);
    }

    private void Detach(IActorRef session)
    {
        _sessions.Remove(session);
        if (_live?.Session.Equals(session) != true)
            return;
        (_live, _catchUp) = (null, null);
        foreach (var waiting in _waiting)
            waiting.Tell(new Free());
        _waiting.Clear();
    }

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    private void Follow(CatchUp? catchUp)
    {
        if (catchUp?.Line(_client, Now) is { } line)
        {
            Log.Info("{0}", line);
            catchUp = catchUp with { Logged = Now };
        }
        _catchUp = catchUp?.IsOver == true ? null : catchUp;
    }

    private void WaitFree()
    {
        if (_live is null)
            Sender.Tell(new Free());
        else
            _waiting.Add(Sender);
    }

    // What is not written yet is known all the same.
    private ClientState WithLate => _late.Values.Aggregate(_state, (state, late) => state.Apply(late));

    private KnownPeer Known(JournalId? journal) => KnownPeer
        .Of(WithLate, journal)
        .SinceTheStart(readToItsEnd: journal is { } id && _readToItsEnd.Contains(id));

    private void Write(ClientEvent reported, bool atOnce)
    {
        if (reported is ClientEvent.CursorAdvanced { Own: false } read)
            _readToItsEnd.Add(read.To.Journal);
        if (!atOnce)
        {
            _late[reported.GetType()] = reported;
            TellUptodate();
            if (!Timers.IsTimerActive(nameof(WriteLate)))
                Timers.StartSingleTimer(nameof(WriteLate), new WriteLate(), Delay);
            return;
        }
        var asker = Sender;
        _late.Remove(reported.GetType());
        if (_state.Decide(reported) is not { } @event)
            asker.Tell(new Noted());
        else
            Persist(@event, persisted =>
            {
                Apply(persisted);
                asker.Tell(new Noted());
            });
    }

    private void PersistLate()
    {
        var events = _late.Values.Select(_state.Decide).OfType<ClientEvent>().ToList();
        _late.Clear();
        PersistAll(events, Apply);
    }

    private void Apply(ClientEvent @event)
    {
        _state = _state.Apply(@event);
        TellUptodate();
        if (LastSequenceNr % SnapshotEvery == 0)
            SaveSnapshot(_state);
    }

    // A rejected event took a sequence number that the log doesn't have: only starting again from disk is gapless.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Log.Error(cause, "What is known of client '{0}' was refused by the storage; it is read again", _client);
        Context.Stop(Self);
    }

    // A failed write stops the actor, and it comes back from disk, where no session is.
    protected override void PostStop()
    {
        foreach (var session in _sessions)
            session.Tell(new Forgotten());
        base.PostStop();
    }

    private void TellUptodate()
    {
        if (_behind.Count == 0)
            return;
        var status = Status();
        foreach (var wait in _behind.Where(wait => status.IsUptodate(wait.Ours)))
            wait.Uptodate.TrySetResult();
        _behind.RemoveAll(wait => wait.Uptodate.Task.IsCompleted);
    }

    private ClientStatus Status()
    {
        var journal = _live?.Claim.Journal ?? WithLate.Last;
        var known = Known(journal);
        return new(_client, _live is not null, known.Seen, _head, known.Acknowledged, _lastError)
        {
            Progress = _catchUp?.Progress,
        };
    }

    private static string Time() => DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
