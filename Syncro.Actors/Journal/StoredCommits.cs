using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace Syncro.Journal;

/// <summary>
/// Commits from storage. No more of them are read than a reader asks for, as far as their sizes can be told from those
/// before; the last ones read stay at hand, since a reader that goes on asks for its last once more.
/// </summary>
/// <param name="fetch">Reads the commits from one sequence number to another, both included.</param>
/// <param name="keptBytes">Of the commits that stay at hand, as they are stored.</param>
internal sealed class StoredCommits(StoredCommits.Fetch fetch, long keptBytes)
{
    private const int FetchedAtOnce = 256;

    // Of 5 s each.
    private const int Openings = 24;

    internal delegate Task<IReadOnlyList<JournalEvent.Commit>> Fetch(long from, long to);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, JournalEvent.Commit> _kept = [];
    private readonly Queue<JournalEvent.Commit> _order = new();
    private long _keptSize, _typicalSize = 64 * 1024;

    /// <summary>Those of a persistent actor.</summary>
    /// <exception cref="StorageException">The plugin's journal did not open within two minutes.</exception>
    public static async Task<StoredCommits> OfAsync(
        ActorSystem system, IMaterializer materializer, string persistenceId, string queryPlugin, long keptBytes,
        CancellationToken cancel)
    {
        var query = await OpenAsync(system, queryPlugin, cancel).ConfigureAwait(false);
        return new(
            async (from, to) => await query.CurrentEventsByPersistenceId(persistenceId, from, to)
                .Select(envelope => envelope.Event).Collect(@event => @event is JournalEvent.Commit, @event => (JournalEvent.Commit)@event)
                .RunWith(Sink.Seq<JournalEvent.Commit>(), materializer).ConfigureAwait(false),
            keptBytes);
    }

    // The plugin blocks for 5 s until its journal is open, then throws: a slow disk or a busy machine may need longer.
    private static async Task<ICurrentEventsByPersistenceIdQuery> OpenAsync(
        ActorSystem system, string queryPlugin, CancellationToken cancel)
    {
        for (var opening = 1; ; opening++)
            try
            {
                return await Task.Run(
                    () => PersistenceQuery.Get(system).ReadJournalFor<ICurrentEventsByPersistenceIdQuery>(queryPlugin), cancel)
                    .ConfigureAwait(false);
            }
            catch (AggregateException e) when (e.InnerException is AskTimeoutException)
            {
                if (opening == Openings)
                    throw new StorageException(queryPlugin, "its journal does not open", e);
            }
    }

    /// <summary>From one sequence number to another, no more than it takes to reach <paramref name="maxBytes"/>.</summary>
    public async Task<IReadOnlyList<JournalEvent.Commit>> ReadAsync(long from, long to, long maxBytes)
    {
        var read = new List<JournalEvent.Commit>();
        var size = 0L;
        while (from <= to && size < maxBytes)
        {
            var fetched = Kept(from) is { } kept ? [kept] : await FetchAsync(from, to, maxBytes - size).ConfigureAwait(false);
            foreach (var commit in fetched.TakeWhile(_ => size < maxBytes))
            {
                read.Add(commit);
                size += commit.Stored.Length;
                from = commit.Sequence;
            }
            from++;
        }
        return read;
    }

    private JournalEvent.Commit? Kept(long sequence)
    {
        lock (_gate)
            return _kept.GetValueOrDefault(sequence);
    }

    private async Task<IReadOnlyList<JournalEvent.Commit>> FetchAsync(long from, long to, long maxBytes)
    {
        var count = Math.Clamp(maxBytes / Interlocked.Read(ref _typicalSize), 1, FetchedAtOnce);
        var fetched = await fetch(from, Math.Min(to, from + count - 1)).ConfigureAwait(false);
        if (fetched.Count > 0)
            Interlocked.Exchange(ref _typicalSize, Math.Max(1, fetched.Sum(commit => (long)commit.Stored.Length) / fetched.Count));
        lock (_gate)
            foreach (var commit in fetched)
                Keep(commit);
        return fetched;
    }

    private void Keep(JournalEvent.Commit commit)
    {
        if (!_kept.TryAdd(commit.Sequence, commit))
            return;
        _order.Enqueue(commit);
        _keptSize += commit.Stored.Length;
        while (_keptSize > keptBytes && _order.Count > 1 && _order.TryDequeue(out var oldest))
        {
            _kept.Remove(oldest.Sequence);
            _keptSize -= oldest.Stored.Length;
        }
    }
}
