using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.Compaction;

/// <summary>
/// Lets go of the part of the log that nobody needs any more: the record store has what it came to. In small steps, so that
/// writers wait for one of them at most; one at a time.
/// </summary>
internal sealed class Compacting(SyncroSpace space, Players players, ActorSystem system, IMaterializer materializer)
{
    // Commits in one step, each up to 1 MiB, and the pause after it.
    private const int Step = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentDictionary<Reading, long> _readers = [];
    private int _running;

    /// <summary>This program reads the log: where it says to be it stays until it goes on, or is disposed of.</summary>
    public Reading Begin() => new(_readers);

    /// <summary>One who reads the log.</summary>
    internal sealed class Reading(ConcurrentDictionary<Reading, long> readers) : IDisposable
    {
        /// <summary>It is there.</summary>
        public void At(Position position) => readers[this] = position.Commit;

        public void Dispose() => readers.TryRemove(this, out _);
    }

    public async Task<Compacted> RunAsync(CancellationToken cancel)
    {
        if (Interlocked.Exchange(ref _running, 1) == 1)
            throw new JournalUnavailableException("the journal is being compacted already");
        try
        {
            var before = space.Log.State.Gone;
            var upTo = Retention.UpTo(await HeldBackAsync(cancel).ConfigureAwait(false), space.Settings.Compaction);
            // The first event opens the log and is no commit.
            upTo = upTo == 1 ? before : upTo;
            for (var gone = before; gone < upTo;)
            {
                gone = Math.Min(gone + Step, upTo);
                if (await space.Journal.Ask<object>(new JournalCommand.LetGo(gone), space.AskTimeout, cancel).ConfigureAwait(false)
                    is JournalReply.Failed(var cause))
                    throw cause;
                await Task.Delay(Pause, space.Time, cancel).ConfigureAwait(false);
            }
            if (space.Plugins.File is { } file && upTo > before)
                await SqliteStorage.ShrinkAsync(file, cancel).ConfigureAwait(false);
            return new(Math.Max(0, upTo - before), Position.Of(space.Log.State.Gone + 1, 0));
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private async Task<HeldBack> HeldBackAsync(CancellationToken cancel)
    {
        await space.FlushAsync(cancel).ConfigureAwait(false);
        var stored = space.Store.Checkpoint?.Head.Position.Commit ?? 0;
        await space.Store.SyncAsync(cancel).ConfigureAwait(false);
        var (state, now, settings) = (space.Log.State, space.Time.GetUtcNow().ToUnixTimeMilliseconds(), space.Settings.Compaction);
        var awaited = space.Settings.Listeners.Where(listener => listener.Protocol == 1).Select(listener => listener.Client!.Value)
            .Concat(space.Settings.Peers.Select(peer => peer.Client)).ToHashSet();
        var clients = new List<ClientStatus>();
        foreach (var client in (await ClientsAsync(cancel).ConfigureAwait(false)).Union(awaited))
            clients.Add(await space.Clients.Ask<ClientStatus>(new ClientCommand.GetStatus(client), space.AskTimeout, cancel).ConfigureAwait(false));
        return new(
            state.Head.Position.Commit, stored,
            await FirstAfterAsync(now - (long)settings.Age.TotalMilliseconds).ConfigureAwait(false),
            await FirstAfterAsync(now - (long)settings.Clients.TotalMilliseconds).ConfigureAwait(false) - 1,
            Least(clients.Where(client => !awaited.Contains(client.Client))), Least(clients.Where(client => awaited.Contains(client.Client))),
            Least(players.Status().Select(player => Kept(player, state.Head.Position.Commit)).Concat(_readers.Values)));
    }

    // What is set aside may be played again by hand.
    private static long Kept(PlayerStatus player, long head) =>
        player.SetAside.Select(scribe => scribe.Position.Commit).Append(head - player.Behind).Min();

    private static long? Least(IEnumerable<ClientStatus> clients) => Least(clients.Select(client => client.Acknowledged.Commit));

    private static long? Least(IEnumerable<long> commits) => commits.Select(commit => (long?)commit).Min();

    // Who only reads is known by its own actor alone, which a start does not wake.
    private async Task<IReadOnlyCollection<ClientId>> ClientsAsync(CancellationToken cancel)
    {
        var prefix = ClientActor.IdPrefix(space.Settings.Space);
        var query = PersistenceQuery.Get(system).ReadJournalFor<ICurrentPersistenceIdsQuery>(space.Plugins.Query);
        var ids = await query.CurrentPersistenceIds().RunWith(Sink.Seq<string>(), materializer).WaitAsync(cancel).ConfigureAwait(false);
        var met = ids.Where(id => id.StartsWith(prefix, StringComparison.Ordinal)).Select(id => new ClientId(id[prefix.Length..]));
        var spoken = await space.Clients.Ask<ClientId[]>(new ClientsActor.GetClients(), space.AskTimeout, cancel).ConfigureAwait(false);
        return [.. met.Concat(spoken).Distinct()];
    }

    // By the clock that each commit holds, which only goes forward.
    private async Task<long> FirstAfterAsync(long milliseconds)
    {
        var (low, high) = (space.Log.State.Gone + 1, space.Log.State.Sequence + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var commits = await space.Log.ReadAsync(middle, 1).ConfigureAwait(false);
            // The first event opens the log and is no commit.
            if (commits is not [var commit, ..] || commit.Sequence > middle || (long)(commit.Clock.Last >> 16) <= milliseconds)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
