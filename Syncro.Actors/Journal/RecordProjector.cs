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

    private const long Batch = 8 * 1024 * 1024;

    private readonly RecordStore _store;
    private readonly RecordCache _cache;
    private readonly CommitLog _log;
    private readonly JournalHealth _health;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly List<IActorRef> _waiting = [];

    /// <summary>
    /// The store is to follow the log from its checkpoint to what the journal has recovered; answered by
    /// <see cref="CaughtUp"/> or Status.Failure. Nobody else sees more of the log before.
    /// </summary>
    public sealed record CatchUp(JournalState Recovered);

    public sealed record CaughtUp;

    /// <summary>There are records to write. Told to write before the answer <see cref="Flushed"/>, if asked.</summary>
    public sealed record Flush(bool Answer);

    /// <summary>Everything put before the question is in the store.</summary>
    public sealed record Flushed;

    public RecordProjector(RecordStore store, RecordCache cache, CommitLog log, JournalHealth health)
    {
        (_store, _cache, _log, _health) = (store, cache, log, health);
        ReceiveAsync<CatchUp>(catchUp => OnCatchUp(catchUp.Recovered));
        ReceiveAsync<Flush>(OnFlush);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private async Task OnCatchUp(JournalState recovered)
    {
        var asker = Sender;
        try
        {
            await Follow(recovered).ConfigureAwait(false);
            asker.Tell(new CaughtUp());
        }
        catch (Exception e)
        {
            asker.Tell(new Status.Failure(e));
        }
    }

    private async Task Follow(JournalState state)
    {
        var from = _store.Checkpoint is { } checkpoint && await Holds(checkpoint, state).ConfigureAwait(false)
            ? checkpoint.Sequence : 0;
        if (from < state.Gone)
            throw Lost(state.Gone);
        if (from == 0)
            await _store.ClearAsync().ConfigureAwait(false);
        var head = _store.Checkpoint?.Head ?? Cursor.Start(state.Journal);
        while (from < state.Sequence)
        {
            var commits = await _log.FetchAsync(from + 1, state.Sequence, Batch).ConfigureAwait(false);
            if (commits.Count == 0)
            {
                // The first event opens the log and holds nothing.
                if (state.Sequence > 1)
                    throw new StorageException("journal", $"the log has no commit after {from} of {state.Sequence}", null);
                break;
            }
            head = commits.LastOrDefault(commit => commit.Last is not null) is { } last ? new(state.Journal, last.Last!.Value, last.Mark) : head;
            await Write(commits, new(state.Journal, commits[^1].Sequence, commits[^1].Mark, head)).ConfigureAwait(false);
            from = commits[^1].Sequence;
        }
        _cache.Restart(Checkpoint.Of(state));
    }

    // Trying again can't help: whoever starts the peer is told.
    private StorageException Lost(long gone)
    {
        var fault = new StorageException(
            "records", $"the record store holds the log up to event {_store.Checkpoint?.Sequence ?? 0}, and compaction let go of it up to {gone}: "
            + "it can't be made from the log. Bring it back from the same backup as the journal", null);
        _health.Refuse(fault);
        return fault;
    }

    private async Task<bool> Holds(Checkpoint checkpoint, JournalState state)
    {
        if (checkpoint.Journal != state.Journal || checkpoint.Sequence > state.Sequence)
            return false;
        var commits = await _log.FetchAsync(checkpoint.Sequence, checkpoint.Sequence, 1).ConfigureAwait(false);
        return commits is [var commit, ..] && commit.Sequence == checkpoint.Sequence && commit.Mark == checkpoint.Mark;
    }

    private async Task Write(IReadOnlyList<JournalEvent.Commit> commits, Checkpoint upTo)
    {
        var keys = commits.SelectMany(commit => commit.Entries).Select(RecordFold.Key).OfType<RecordKey>().ToHashSet();
        var records = new Dictionary<RecordKey, StoredRecord>(await _store.LoadAsync(keys).ConfigureAwait(false));
        foreach (var commit in commits)
            RecordFold.Apply(commit, records);
        await _store.WriteAsync(new(records, [.. commits.SelectMany(Concerns.Of)], upTo)).ConfigureAwait(false);
    }

    private async Task OnFlush(Flush flush)
    {
        if (flush.Answer)
            _waiting.Add(Sender);
        try
        {
            var unflushed = _cache.TakePinned();
            if (!unflushed.IsEmpty)
            {
                await _store.WriteAsync(unflushed).ConfigureAwait(false);
                _cache.Flushed(unflushed.UpTo.Sequence);
            }
            _health.Store = null;
            Answer(new Flushed());
        }
        catch (Exception e)
        {
            _logger.Error(e, "The record store can't be written; tried again in {0}", Retry);
            _health.Store = e.Message;
            Answer(new Status.Failure(e));
            Timers.StartSingleTimer(nameof(Flush), new Flush(false), Retry);
        }
    }

    private void Answer(object answer)
    {
        foreach (var waiting in _waiting)
            waiting.Tell(answer);
        _waiting.Clear();
    }
}
