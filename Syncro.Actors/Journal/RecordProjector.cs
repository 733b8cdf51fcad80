using Akka.Actor;
using Akka.Event;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// Brings the record store after the log: in batches, and after a crash from its checkpoint. One thing at a time, so
/// that an older state never overwrites a newer one.
/// </summary>
internal sealed class RecordProjector : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly RecordStore _store;
    private readonly RecordCache _cache;
    private readonly CommitLog _log;
    private readonly JournalHealth _health;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly List<IActorRef> _waiting = [];

    /// <summary>The store is to follow a log from its checkpoint to its head; answered by <see cref="CaughtUp"/> or Status.Failure.</summary>
    public sealed record CatchUp;

    public sealed record CaughtUp;

    /// <summary>There are records to write. Told to write before the answer <see cref="Flushed"/>, if asked.</summary>
    public sealed record Flush(bool Answer);

    /// <summary>Everything put before the question is in the store.</summary>
    public sealed record Flushed;

    public RecordProjector(RecordStore store, RecordCache cache, CommitLog log, JournalHealth health)
    {
        (_store, _cache, _log, _health) = (store, cache, log, health);
        ReceiveAsync<CatchUp>(_ => OnCatchUp());
        ReceiveAsync<Flush>(OnFlush);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private async Task OnCatchUp()
    {
        var asker = Sender;
        try
        {
            await Follow().ConfigureAwait(false);
            asker.Tell(new CaughtUp());
        }
        catch (Exception e) when (e is RecordStoreException or IOException)
        {
            asker.Tell(new Status.Failure(e));
        }
    }

    private async Task Follow()
    {
        var state = _log.State;
        var from = _store.Checkpoint is { } checkpoint && await Holds(checkpoint, state).ConfigureAwait(false)
            ? checkpoint.Sequence : 0;
        if (from == 0)
            await _store.ClearAsync().ConfigureAwait(false);
        while (from < state.Sequence)
        {
            var commits = await _log.ReadAsync(from + 1, 8 * 1024 * 1024).ConfigureAwait(false);
            if (commits.Count == 0)
                break;
            await Write(commits, state.Journal).ConfigureAwait(false);
            from = commits[^1].Sequence;
        }
        _cache.Restart(state.Sequence);
    }

    private async Task<bool> Holds(Checkpoint checkpoint, JournalState state)
    {
        if (checkpoint.Journal != state.Journal || checkpoint.Sequence > state.Sequence)
            return false;
        var commits = await _log.ReadAsync(checkpoint.Sequence, 1).ConfigureAwait(false);
        return commits is [var commit, ..] && commit.Sequence == checkpoint.Sequence && commit.Mark == checkpoint.Mark;
    }

    private async Task Write(IReadOnlyList<JournalEvent.Commit> commits, JournalId journal)
    {
        var keys = commits.SelectMany(commit => commit.Entries).Select(RecordFold.Key).OfType<RecordKey>().ToHashSet();
        var records = new Dictionary<RecordKey, StoredRecord>(await _store.LoadAsync(keys).ConfigureAwait(false));
        foreach (var commit in commits)
            RecordFold.Apply(commit, records);
        var last = commits[^1];
        await _store.WriteAsync(records, new(journal, last.Sequence, last.Mark)).ConfigureAwait(false);
    }

    private async Task OnFlush(Flush flush)
    {
        if (flush.Answer)
            _waiting.Add(Sender);
        try
        {
            while (_cache.Pinned > 0)
            {
                var unflushed = _cache.TakePinned();
                var last = await _log.ReadAsync(unflushed.UpTo, 1).ConfigureAwait(false);
                await _store.WriteAsync(
                    unflushed.Records, new(_log.State.Journal, unflushed.UpTo, last[0].Mark)).ConfigureAwait(false);
                _cache.Flushed(unflushed.UpTo);
            }
            _health.Store = null;
            foreach (var waiting in _waiting)
                waiting.Tell(new Flushed());
            _waiting.Clear();
        }
        catch (RecordStoreException e)
        {
            _logger.Error(e, "The record store can't be written; tried again in {0}", Retry);
            _health.Store = e.Message;
            foreach (var waiting in _waiting)
                waiting.Tell(new Status.Failure(e));
            _waiting.Clear();
            Timers.StartSingleTimer(nameof(Flush), new Flush(false), Retry);
        }
    }
}
