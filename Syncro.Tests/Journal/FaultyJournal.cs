using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;
using Akka.Persistence.Query;
using Akka.Streams.Dsl;

namespace Syncro.Tests.Journal;

/// <summary>What becomes of a write.</summary>
internal enum Fate
{
    Stored,
    Failed,
    Rejected,
    StoredAndFailed,
    Late,
}

/// <summary>What a <see cref="FaultyJournal"/> holds; outlives actor systems.</summary>
internal sealed class FaultyStorage
{
    public const string Config = """
        akka.persistence {
          journal.plugin = "akka.persistence.journal.faulty"
          snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
          journal.faulty { class = "Syncro.Tests.Journal.FaultyJournal, Syncro.Tests" }
          query.journal.faulty { class = "Syncro.Tests.Journal.FaultyQuery, Syncro.Tests" }
        }
        """;

    private static readonly ConcurrentDictionary<string, FaultyStorage> All = [];

    private readonly ConcurrentDictionary<string, ImmutableSortedDictionary<long, IPersistentRepresentation>> _events = [];

    public static FaultyStorage Of(string name) => All.GetOrAdd(name, _ => new());

    /// <summary>Of the next writes of the journal of records.</summary>
    public ConcurrentQueue<Fate> Fates { get; } = [];

    /// <summary>Of the next writes of the clients' cursors.</summary>
    public ConcurrentQueue<Fate> ClientFates { get; } = [];

    /// <summary>Of the next writes of the players' positions.</summary>
    public ConcurrentQueue<Fate> PlayerFates { get; } = [];

    /// <summary>Held by late writes until it is set.</summary>
    public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ImmutableSortedDictionary<long, IPersistentRepresentation> this[string id] =>
        _events.GetValueOrDefault(id, ImmutableSortedDictionary<long, IPersistentRepresentation>.Empty);

    public void Store(AtomicWrite write)
    {
        foreach (var message in (IEnumerable<IPersistentRepresentation>)write.Payload)
            _events[message.PersistenceId] = this[message.PersistenceId].Add(
                message.SequenceNr, message.Payload is Tagged tagged ? message.WithPayload(tagged.Payload) : message);
    }
}

/// <summary>A journal that does to each write what it was told to.</summary>
public sealed class FaultyJournal : AsyncWriteJournal
{
    private readonly FaultyStorage _storage = FaultyStorage.Of(Context.System.Name);

    protected override async Task<IImmutableList<Exception?>> WriteMessagesAsync(
        IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var results = ImmutableList.CreateBuilder<Exception?>();
        foreach (var write in messages)
            results.Add(await WriteAsync(write).ConfigureAwait(false));
        return results.ToImmutable();
    }

    private async Task<Exception?> WriteAsync(AtomicWrite write)
    {
        var fates = write.PersistenceId.EndsWith("/journal", StringComparison.Ordinal) ? _storage.Fates
            : write.PersistenceId.Contains("/player/", StringComparison.Ordinal) ? _storage.PlayerFates : _storage.ClientFates;
        var fate = fates.TryDequeue(out var told) ? told : Fate.Stored;
        if (fate == Fate.Late)
            await _storage.Gate.Task.ConfigureAwait(false);
        if (fate is Fate.Stored or Fate.StoredAndFailed or Fate.Late)
            _storage.Store(write);
        return fate switch
        {
            Fate.Failed or Fate.StoredAndFailed => throw new IOException("disk full"),
            Fate.Rejected => new ArgumentException("not to be written"),
            _ => null,
        };
    }

    public override Task ReplayMessagesAsync(
        IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max,
        Action<IPersistentRepresentation> recoveryCallback)
    {
        foreach (var (sequence, message) in _storage[persistenceId])
            if (sequence >= fromSequenceNr && sequence <= toSequenceNr)
                recoveryCallback(message);
        return Task.CompletedTask;
    }

    public override Task<long> ReadHighestSequenceNrAsync(
        string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        Task.FromResult(_storage[persistenceId].Keys.LastOrDefault());

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>Reads what a <see cref="FaultyJournal"/> stored.</summary>
public sealed class FaultyQuery(ExtendedActorSystem system, Config config) : IReadJournalProvider, ICurrentEventsByPersistenceIdQuery
{
    public Config Config => config;

    public IReadJournal GetReadJournal() => this;

    public Source<EventEnvelope, Akka.NotUsed> CurrentEventsByPersistenceId(
        string persistenceId, long fromSequenceNr, long toSequenceNr) =>
        Source.From(FaultyStorage.Of(system.Name)[persistenceId]
            .Where(pair => pair.Key >= fromSequenceNr && pair.Key <= toSequenceNr)
            .Select(pair => new EventEnvelope(
                Offset.Sequence(pair.Key), persistenceId, pair.Key, pair.Value.Payload, 0, [])));
}
