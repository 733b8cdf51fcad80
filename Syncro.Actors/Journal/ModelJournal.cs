using System.Collections.Immutable;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What a journal works with.</summary>
internal sealed record JournalParts(
    string Space, ClientId Client, IRules Rules, JournalLimits Limits, int Queue, int SnapshotEvery,
    StoragePlugins Plugins, CommitLog Log, RecordCache Cache, CurrentRecords Records, IActorRef Projector, JournalHealth Health,
    SyncroMetrics Metrics, TimeProvider Time);

/// <summary>
/// The only writer of a space's log. Whatever waits when the disk is free becomes one commit; callers are answered once
/// it is on disk. Deciding is <see cref="Decision"/>'s; this persists, applies, answers and publishes.
/// </summary>
internal sealed class ModelJournal : ReceivePersistentActor
{
    private readonly JournalParts _parts;
    private readonly JournalQueue _queue;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private JournalState _state = JournalState.Empty;
    private bool _busy;
    private int _inFlight;

    // What came to the queue since is not decided with it: its records are not loaded.
    private sealed record Loaded(
        List<ChangeSet> Sets, IReadOnlyDictionary<RecordKey, StoredRecord> Records, IReadOnlyDictionary<Cursor, ulong> OwnTimes);

    public ModelJournal(JournalParts parts)
    {
        _parts = parts;
        _queue = new(parts.Queue);
        PersistenceId = IdOf(parts.Space);
        (JournalPluginId, SnapshotPluginId) = (parts.Plugins.Journal, parts.Plugins.Snapshots);
        Recover<JournalEvent>(@event => _state = _state.Apply(@event));
        Recover<SnapshotOffer>(offer => _state = (JournalState)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => Open());
        Starting();
    }

    public override string PersistenceId { get; }

    public static string IdOf(string space) => $"syncro/{space}/journal";

    private void Open()
    {
        _parts.Health.Journal = "the journal is starting";
        if (!_state.IsOpen)
            Persist(new JournalEvent.Opened(_parts.Client, JournalId.New()), opened =>
            {
                _state = _state.Apply(opened);
                CatchUp();
            });
        else if (_state.Client != _parts.Client)
        {
            // Whoever starts the peer is told.
            _parts.Health.Refuse(new ForeignStorageException(_state.Client, _parts.Client));
            Context.Stop(Self);
        }
        else
            CatchUp();
    }

    private void CatchUp()
    {
        _parts.Projector.Tell(new RecordProjector.CatchUp(_state));
    }

    // Nothing is answered before the record store has come after the log.
    private void Starting()
    {
        Command<RecordProjector.CaughtUp>(_ =>
        {
            _parts.Log.Restart(_state);
            _parts.Health.Journal = null;
            Become(Ready);
        });
        Command<Status.Failure>(failure => Stop($"the record store can't follow the log: {failure.Cause.Message}"));
        Command<JournalCommand>(_ => Sender.Tell(Unavailable(_parts.Health.Journal ?? "the journal is starting")));
    }

    private void Ready()
    {
        Command<JournalCommand>(command =>
        {
            if (_queue.HasRoom)
                _queue.Add(command, Sender);
            else
                Sender.Tell(Unavailable($"{_parts.Queue} change sets wait for the journal already"));
            Next();
        });
        Command<Loaded>(Decide);
        Command<RecordProjector.Flushed>(_ => Continue());
        Command<Status.Failure>(failure => Stop($"records can't be read or written: {failure.Cause.Message}"));
        Command<SaveSnapshotSuccess>(_ => { });
        Command<SaveSnapshotFailure>(failure => _logger.Warning(failure.Cause, "A snapshot of the journal could not be saved"));
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
            _parts.Projector.Tell(new RecordProjector.Flush(Answer: true));
        else
            Load();
    }

    private void Load()
    {
        var sets = _queue.Batch(_parts.Limits.CommitScribes, _parts.Limits.CommitBytes);
        var keys = sets.SelectMany(set => set.Keys).ToHashSet();
        var cursors = sets.OfType<ChangeSet.Remote>().SelectMany(set => set.Scribes)
            .Select(wire => wire.Scribe).OfType<Scribe.Withdraw>().Select(withdraw => withdraw.Taken).OfType<Cursor>().ToHashSet();
        var records = _parts.Records.LoadAsync(keys);
        if (cursors.Count == 0 && records.IsCompletedSuccessfully)
            Decide(new(sets, records.Result, ImmutableDictionary<Cursor, ulong>.Empty));
        else
            LoadAll(sets, records, cursors).PipeTo(Self);
    }

    private async Task<Loaded> LoadAll(
        List<ChangeSet> sets, ValueTask<IReadOnlyDictionary<RecordKey, StoredRecord>> records, HashSet<Cursor> cursors)
    {
        var times = new Dictionary<Cursor, ulong>();
        foreach (var cursor in cursors)
            if (await _parts.Log.FindAsync(cursor).ConfigureAwait(false) is { } commit)
                times[cursor] = OwnClock.At(commit, cursor.Position, _parts.Client);
        return new(sets, await records.ConfigureAwait(false), times);
    }

    private void Decide(Loaded loaded)
    {
        var decision = Decision.Make(
            _state, loaded.Sets, key => loaded.Records[key], cursor => loaded.OwnTimes.GetValueOrDefault(cursor),
            _parts.Rules, _parts.Limits, _parts.Time.GetUtcNow().ToUnixTimeMilliseconds(),
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        if (decision.Commit is not { } commit)
        {
            Finish(decision);
            return;
        }
        _inFlight = decision.Verdicts.Length;
        PersistAsync(new Tagged(commit, commit.Classes), _ =>
        {
            _state = _state.Apply(commit);
            _parts.Cache.Put(decision.Records, commit.Sequence, commit.Mark);
            _parts.Log.Append(commit, _state);
            _parts.Projector.Tell(new RecordProjector.Flush(Answer: false));
            _parts.Metrics.Committed(commit.Entries.Length);
            if (commit.Sequence % _parts.SnapshotEvery == 0)
                SaveSnapshot(_state);
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
        _queue.Fail(
            _inFlight, new OutcomeUnknownException($"{why}; recorded once or not at all"),
            new JournalUnavailableException($"{why}; nothing was recorded"));
    }

    protected override void PostStop()
    {
        FailAll(_parts.Health.Journal ?? "the journal is stopped");
        base.PostStop();
    }

    private static JournalReply.Failed Unavailable(string why) => new(new JournalUnavailableException(why));
}

/// <summary>The storage is another client's.</summary>
public sealed class ForeignStorageException(ClientId owner, ClientId client)
    : SyncroException($"the storage belongs to client '{owner}', not to '{client}'");
