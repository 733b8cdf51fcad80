using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Syncro.Access;
using Syncro.Journal;
using Syncro.Node;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Tests.Node;

/// <summary>A peer whose journal is a list and whose records are a dictionary.</summary>
internal sealed class MemoryPeer(params string[] classes) : INodePeer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RecordKey, RecordState> _records = [];
    private readonly List<Recorded> _journal = [];
    private readonly List<Channel<Recorded>> _watchers = [];
    private Clock _clock = new(1);

    public ClientId Client => new("memory");
    public Classes Classes { get; } = classes.Length == 0 ? Classes.All : Classes.Of(classes);
    public string? NotReady { get; set; }
    public ITokens Tokens { get; } = new MemoryTokens();
    public IReadOnlyList<string> Listening => ["127.0.0.1:7400"];
    public bool IsDisposed { get; private set; }

    /// <summary>What each commit meets first.</summary>
    public Func<ImmutableArray<LocalChange>, Exception?> Fault { get; set; } = _ => null;
    public int Commits { get; private set; }
    public IReadOnlyList<Recorded> Journal => _journal;

    public Task<Committed> CommitAsync(ImmutableArray<LocalChange> changes, CancellationToken cancel = default)
    {
        if (Fault(changes) is { } fault)
            return Task.FromException<Committed>(fault);
        lock (_lock)
        {
            var records = new Dictionary<RecordKey, RecordState>(_records);
            var scribes = new List<Scribe>();
            try
            {
                var outcomes = changes.Select(change => Apply(change, records, scribes)).ToImmutableArray();
                foreach (var (key, state) in records)
                    _records[key] = state;
                Append(scribes);
                return Task.FromResult(new Committed(_journal.Count == 0 ? Position.Zero : _journal[^1].Position, outcomes));
            }
            catch (ChangeRefusedException e)
            {
                return Task.FromException<Committed>(e);
            }
        }
    }

    public Task<SessionEnd> ServeAsync(WebSocket socket, ClientId? certified = null, CancellationToken cancel = default) =>
        throw new NotSupportedException("nobody syncs with it");

    public Task<PeerStorage> StorageAsync(CancellationToken cancel = default)
    {
        lock (_lock)
            return Task.FromResult(new PeerStorage("main", "memory", "/nowhere", 0, _records.Where(record => record.Value.Alive)
                .GroupBy(record => record.Key.Class).ToImmutableSortedDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal)));
    }

    /// <summary>Records what another peer sent.</summary>
    public void Receive(Scribe scribe, ClientId from)
    {
        lock (_lock)
            Append([scribe], from);
    }

    private void Append(IEnumerable<Scribe> scribes, ClientId? from = null)
    {
        Commits++;
        var index = 0;
        foreach (var recorded in scribes.Select(scribe => new Recorded(Position.Of(Commits, index++), scribe, from)))
        {
            _journal.Add(recorded);
            foreach (var watcher in _watchers)
                watcher.Writer.TryWrite(recorded);
        }
    }

    private Outcome Apply(LocalChange change, Dictionary<RecordKey, RecordState> records, List<Scribe> scribes)
    {
        switch (change)
        {
            case LocalChange.Create(var key, var attributes):
                if (Of(key).Alive)
                    throw new ChangeRefusedException(Code.DuplicateIdentity, $"the record {key} exists");
                Merge(Scribe.Change.Create(key, Tick(), At(attributes)));
                return Outcome.Created;
            case LocalChange.Put(var key, var attributes):
                var alive = Of(key).Alive;
                if (alive && Of(key).Visible.Select(r => (r.Name, r.Value)).SequenceEqual(attributes.Values.Select(v => (v.Key, v.Value))))
                    return Outcome.Unchanged;
                if (alive)
                    Merge(Scribe.Change.Destroy(key, Tick()));
                Merge(Scribe.Change.Create(key, Tick(), At(attributes)));
                return alive ? Outcome.Changed : Outcome.Created;
            case LocalChange.Update(var key, var attributes):
                Needed(key);
                var registers = At(attributes);
                Merge(Scribe.Change.Update(key, Tick(), registers));
                return Outcome.Changed;
            case LocalChange.Destroy(var key):
                Needed(key);
                Merge(Scribe.Change.Destroy(key, Tick()));
                return Outcome.Changed;
            case LocalChange.Operation(var name, var type, var data):
                scribes.Add(new Scribe.Operation(name, type, Tick(), data));
                return Outcome.Changed;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        RecordState Of(RecordKey key) => records.GetValueOrDefault(key, RecordState.Unknown);

        void Needed(RecordKey key)
        {
            if (!Of(key).Alive)
                throw new ChangeRefusedException(Code.NotFound, $"no record {key}");
        }

        void Merge(Scribe.Change scribe)
        {
            records[scribe.Key] = Of(scribe.Key).Merge(scribe).State;
            scribes.Add(scribe);
        }
    }

    private Stamp Tick()
    {
        _clock = _clock.Tick(0);
        return new(_clock.Last, "memory");
    }

    private ImmutableArray<Register> At(Attributes attributes)
    {
        var at = Tick();
        return [.. attributes.Values.Select(pair => new Register(pair.Key, pair.Value, at))];
    }

    public Task<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancel = default)
    {
        lock (_lock)
            return Task.FromResult(_records.TryGetValue(key, out var state)
                ? new StoredRecord(state, Audience.Everyone, Position.Zero) : null);
    }

    public Task<ImmutableArray<KeyValuePair<RecordId, RecordState>>> ListAsync(
        string className, RecordId? after, int limit, CancellationToken cancel = default)
    {
        lock (_lock)
            return Task.FromResult<ImmutableArray<KeyValuePair<RecordId, RecordState>>>([.. _records
                .Where(pair => pair.Key.Class == className && pair.Value.Alive && (after is null || pair.Key.Id > after))
                .Select(pair => KeyValuePair.Create(pair.Key.Id, pair.Value)).OrderBy(pair => pair.Key).Take(limit)]);
    }

    public Task<PeerStatus> StatusAsync(CancellationToken cancel = default) => Task.FromResult(new PeerStatus(
        Client, new("j1"), new(8193), _records.Values.LongCount(state => state.Alive),
        [
            new(new("old"), false, JsonText.Parse("\"00ff\""), JsonText.Null, new(4096), 3, "it \"broke\""),
            .. CatchesUp ? [new LinkStatus(new("server"), true, JsonText.Of(4096), JsonText.Of(8192), new(0), 1, null) { Progress = new(1234, 0.50494) }]
                : Array.Empty<LinkStatus>(),
        ])
    {
        Players = Players,
    });

    /// <summary>Whether it is half through another's journal.</summary>
    public bool CatchesUp { get; set; }

    /// <summary>The classes with scribe types of their own. To play again what they have set aside always helps.</summary>
    public ImmutableArray<PlayerStatus> Players { get; set; } = [];

    public Task<Compacted> CompactAsync(CancellationToken cancel = default) => Task.FromResult(new Compacted(3, new(16384)));

    public Task PlayAgainAsync(string className, Position position, CancellationToken cancel = default)
    {
        var player = Players.FirstOrDefault(player => player.Class == className);
        if (player?.SetAside.Any(scribe => scribe.Position == position) != true)
            return Task.FromException(new ChangeRefusedException(Code.NotFound, $"{className} {position} is not here"));
        Players = Players.Replace(player, player with { SetAside = player.SetAside.RemoveAll(scribe => scribe.Position == position) });
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<Recorded> ChangesAsync(
        Position? after, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var channel = Channel.CreateUnbounded<Recorded>();
        List<Recorded> before;
        lock (_lock)
        {
            _watchers.Add(channel);
            before = after is { } position ? [.. _journal.Where(recorded => recorded.Position > position)] : [];
        }
        foreach (var recorded in before)
            yield return recorded;
        await foreach (var recorded in channel.Reader.ReadAllAsync(cancel))
            yield return recorded;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
