using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// The only writer of a space's log. Whatever waits when the disk is free becomes one commit; callers are answered once
/// it is on disk. Deciding is <see cref="Decision"/>'s; this persists, applies, answers and publishes.
/// </summary>
internal sealed partial class ModelJournal : ReceivePersistentActor, IWithTimers
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly JournalParts _parts;
    private readonly JournalQueue _queue;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private JournalState _state = JournalState.Empty;
    private bool _busy;
    private int _inFlight;

    public ModelJournal(JournalParts parts)
    {
        _parts = parts;
        _queue = new(parts.Queue);
        PersistenceId = IdOf(parts.Space);
        (JournalPluginId, SnapshotPluginId) = (parts.Plugins.Journal, parts.Plugins.Snapshots);
        Recover<JournalEvent>(OnRecovered);
        Recover<SnapshotOffer>(offer => _state = (JournalState)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => Open());
        Starting();
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    public static string IdOf(string space) => $"syncro/{space}/journal";

    // The log has no holes, save for what is gone before the snapshot.
    private void OnRecovered(JournalEvent @event)
    {
        if (LastSequenceNr != _state.Sequence + 1)
            throw new StorageException("journal", $"the log has no event after {_state.Sequence} of {LastSequenceNr}", null);
        Apply(@event);
    }

    private void Apply(JournalEvent @event)
    {
        _state = _state.Apply(@event);
        _sinceSnapshot += @event is JournalEvent.Commit commit ? commit.Stored.Length : 0;
    }

    private void Open()
    {
        _parts.Health.Journal = "the journal is starting";
        if (!_state.IsOpen)
            Persist(new JournalEvent.Opened(_parts.Client, JournalId.New()), opened => CatchUp(_state.Apply(opened)));
        else if (_state.Client != _parts.Client)
        {
            // Whoever starts the peer is told.
            _parts.Health.Refuse(new ForeignStorageException(_state.Client, _parts.Client));
            Context.Stop(Self);
        }
        else
            CatchUp(_state);
    }

    private void CatchUp(JournalState state)
    {
        _state = state;
        _parts.Projector.Tell(new RecordProjector.CatchUp(state));
    }

    // Nothing is answered before the record store has come after the log.
    private void Starting()
    {
        Command<RecordProjector.CaughtUp>(_ =>
        {
            _parts.Log.Restart(_state);
            Become(Ready);
            if (_parts.Health.WriteFailed)
                Save();
            else
                _parts.Health.Journal = null;
        });
        Command<Status.Failure>(failure => Stop($"the record store can't follow the log: {failure.Cause.Message}"));
        Command<JournalCommand>(_ => Sender.Tell(Unavailable(_parts.Health.Journal ?? "the journal is starting")));
    }

    private void Ready()
    {
        Command<JournalCommand.LetGo>(LetGo);
        Command<JournalCommand>(command =>
        {
            if (_queue.HasRoom)
                _queue.Add(command, Sender);
            else
                Sender.Tell(Unavailable($"{_parts.Queue} change sets wait for the journal already"));
            Next();
        });
        Command<Batch>(Decide);
        Command<RecordProjector.Flushed>(_ => Continue());
        Command<Status.Failure>(failure => Stop($"records can't be read or written: {failure.Cause.Message}"));
        Command<SaveSnapshotSuccess>(OnSnapshot);
        Command<DeleteMessagesSuccess>(_ => Answer(new JournalReply.Gone()));
        Command<DeleteMessagesFailure>(failure => Answer(Unavailable($"the log could not be deleted: {failure.Cause.Message}")));
        Command<DeleteSnapshotsSuccess>(_ => { });
        Command<DeleteSnapshotsFailure>(failure => _logger.Warning(failure.Cause, "Old snapshots of the journal could not be deleted"));
        Command<SaveSnapshotFailure>(OnSnapshotFailure);
        Command<TryWrite>(_ => Save());
    }

    private void Continue()
    {
        _busy = false;
        Next();
    }

    private void Next()
    {
        if (_busy || _queue.IsEmpty)
            return;
        _busy = true;
        // Records that wait for the store are held in memory: beyond the bound the journal waits with them.
        if (_parts.Cache.IsOverfull)
        {
            _parts.Projector.Tell(new RecordProjector.Flush(Answer: true));
            return;
        }
        var batch = Batch.LoadAsync(_queue.Batch(_parts.Limits.CommitScribes, _parts.Limits.CommitBytes), _parts);
        if (batch.IsCompletedSuccessfully)
            Decide(batch.Result);
        else
            batch.AsTask().PipeTo(Self);
    }

    private void Decide(Batch batch)
    {
        var decision = batch.Decide(_state, _parts);
        if (decision.Commit is not { } commit)
        {
            Finish(decision);
            return;
        }
        _inFlight = decision.Verdicts.Length;
        PersistAsync(new Tagged(commit, commit.Classes), _ =>
        {
            Apply(commit);
            _parts.Log.Append(
                commit, _state, () => _parts.Cache.Put(decision.Records, Concerns.Of(commit), Checkpoint.Of(_state)));
            _parts.Projector.Tell(new RecordProjector.Flush(Answer: false));
            _parts.Metrics.Committed(commit.Entries.Length);
            _parts.Health.Written();
            if (IsSnapshotDue && _lettingGo is null)
                Save();
            Finish(decision);
        });
    }

    private void Finish(Decision decision)
    {
        _inFlight = 0;
        _state = _state with { Clock = decision.Clock };
        _queue.Answer(decision.Verdicts, _state.Head.Position);
        Continue();
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _logger.Error(cause, "The journal could not be written; it starts again from disk");
        _parts.Health.WriteFailed = true;
        FailAll($"the journal could not be written: {cause.Message}");
    }

    // A rejected event took a sequence number that the log doesn't have: only starting again from disk is gapless.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) =>
        Stop($"the journal refused a commit: {cause.Message}");

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        _parts.Health.Journal = $"the journal could not be read: {reason.Message}";
        base.OnRecoveryFailure(reason, message);
    }

    private void Stop(string why)
    {
        _logger.Error("{0}", why);
        FailAll(why);
        Context.Stop(Self);
    }

    private void FailAll(string why)
    {
        _parts.Health.Journal = why;
        _queue.Fail(_inFlight, why);
        Answer(Unavailable(why));
    }

    protected override void PostStop()
    {
        FailAll(_parts.Health.Journal ?? "the journal is stopped");
        base.PostStop();
    }

    private static JournalReply.Failed Unavailable(string why) => new(new JournalUnavailableException(why));
}
