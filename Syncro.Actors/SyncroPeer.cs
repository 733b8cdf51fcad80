using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Streams;
using Syncro.Access;
using Syncro.Compaction;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro;

/// <summary>A running peer. Made by <see cref="StartAsync"/>, stopped by disposing of it.</summary>
public sealed partial class SyncroPeer : IPeer, IAsyncDisposable
{
    private readonly SyncroSpace _space;
    private readonly Players _players;
    private readonly Compacting _compacting;
    private readonly Holdings _holdings;
    private readonly ActorSystem _system;
    private readonly IMaterializer _materializer;
    private readonly IActorRef _sessions;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stoppingToken;
    private readonly Lazy<Task> _stopped;

    private SyncroPeer(
        ActorSystem system, SyncroSpace space, ModelRegistry models, Players players, Compacting compacting, ITokens tokens, Holdings holdings,
        IMaterializer materializer, IActorRef sessions, ImmutableArray<string> listening)
    {
        (_system, _space, _players, _compacting, _holdings) = (system, space, players, compacting, holdings);
        (_materializer, _sessions, Listening) = (materializer, sessions, listening);
        (_stoppingToken, _stopped) = (_stopping.Token, new(StopAsync));
        _leaving = Leave(system);
        (Models, Tokens) = (new(this, models), tokens);
    }

    internal IActorRef Journal => _space.Journal;

    internal IActorRef Clients => _space.Clients;

    /// <summary>Its models, as typed sets of records.</summary>
    public SyncroModels Models { get; }

    /// <inheritdoc/>
    public ClientId Client => _space.Client;

    /// <inheritdoc/>
    public Classes Classes => _space.Rules.Classes;

    /// <inheritdoc/>
    public ITokens Tokens { get; }

    /// <summary>Where it listens, as <c>host:port</c>, in the order of the listeners' names.</summary>
    public ImmutableArray<string> Listening { get; }

    /// <inheritdoc/>
    public string? NotReady => _space.Health.NotReady;

    /// <inheritdoc/>
    public Task<Committed> CommitAsync(ImmutableArray<LocalChange> changes, CancellationToken cancel = default) =>
        _space.RecordAsync(new ChangeSet.Local(changes) { Announced = !Recording.IsOff }, cancel);

    /// <summary>
    /// Records a change set that an application keeps in an outbox of its own until it is recorded here. A row is taken
    /// once: how far the outbox is read goes to disk in the same commit, and a row not after that changes nothing.
    /// Exceptions as of <see cref="CommitAsync(ImmutableArray{LocalChange}, CancellationToken)"/>.
    /// </summary>
    /// <param name="changes">At least one.</param>
    /// <param name="outbox">Names the outbox: a GUID of its own, made with its storage.</param>
    /// <param name="row">
    /// Greater with each set that is brought, in the order in which they became visible; from 1 to 2^53 - 1. A set with
    /// a lesser one than was taken already is taken for a repeat.
    /// </param>
    /// <param name="cancel">Stops waiting, not recording.</param>
    public Task<Committed> CommitAsync(
        ImmutableArray<LocalChange> changes, string outbox, long row, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(changes.Length, nameof(changes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Position.Limit);
        return _space.RecordAsync(
            new ChangeSet.Local(changes) { Upto = new(Client, new(new(outbox), new(row), "")) }, cancel);
    }

    internal Task CarryAsync(ChangeSet.Carried carried, CancellationToken cancel) => _space.RecordAsync(carried, cancel);

    /// <inheritdoc/>
    public Task PlayAgainAsync(string className, Position position, CancellationToken cancel = default) =>
        _players.PlayAgainAsync(className, position, cancel);

    /// <inheritdoc/>
    public Task<Compacted> CompactAsync(CancellationToken cancel = default) => _compacting.RunAsync(cancel);

    /// <inheritdoc/>
    public async Task<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancel = default)
    {
        var record = (await _space.Records.LoadAsync([key], cancel).ConfigureAwait(false))[key];
        return record.State.IsUnknown ? null : record;
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<KeyValuePair<RecordId, RecordState>>> ListAsync(
        string className, RecordId? after, int limit, CancellationToken cancel = default)
    {
        await _space.FlushAsync(cancel).ConfigureAwait(false);
        return await _space.Store.PageAsync(className, after, limit, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Recorded> ChangesAsync(
        Position? after, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var head = _space.Log.State.Head.Position;
        var at = after ?? head;
        if (at > head)
            throw new ChangeRefusedException(Code.NotFound, $"position {at} is beyond the journal's head {head}");
        using var reading = _compacting.Begin();
        while (true)
        {
            reading.At(at);
            var moved = _space.Log.Moved;
            var commits = await _space.Log.ReadAsync(at.Commit, _space.Settings.Wire.PageSize).ConfigureAwait(false);
            if (commits is [var own] && own.Last <= at)
                commits = await _space.Log.ReadAsync(at.Commit + 1, _space.Settings.Wire.PageSize).ConfigureAwait(false);
            foreach (var commit in commits)
                for (var i = 0; i < commit.Entries.Length; i++)
                    if (Position.Of(commit.Sequence, i) is var position && position > at)
                    {
                        at = position;
                        if (ScribeOf(commit.Entries[i].Body) is { } scribe)
                            yield return new(position, scribe, commit.Entries[i].From?.Client) { Effect = EffectOf(commit.Entries[i]) };
                    }
            cancel.ThrowIfCancellationRequested();
            // However long nothing more comes.
            reading.At(at);
            if (at.Commit >= _space.Log.State.Sequence || commits.Count == 0)
                await moved.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// As <see cref="ChangesAsync"/>, for who asks for records as they are now: where the journal begins later, each record of
    /// the classes is told first, dead ones too, all at the position that was asked for.
    /// </summary>
    internal async IAsyncEnumerable<Recorded> ToldAsync(
        Position after, IEnumerable<string> classes, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (_space.Log.State.Gone is > 0 and var gone && after.Commit <= gone)
        {
            var head = _space.Log.State.Head.Position;
            using var reading = _compacting.Begin();
            reading.At(head);
            await _space.FlushAsync(cancel).ConfigureAwait(false);
            foreach (var name in classes)
                await foreach (var page in _space.Store.PagesAsync(name, cancel).ConfigureAwait(false))
                    foreach (var (id, _) in page)
                        yield return new(after, new Scribe.Withdraw(new(name, id), null), null);
            after = head;
        }
        await foreach (var recorded in ChangesAsync(after, cancel).ConfigureAwait(false))
            yield return recorded;
    }

    private static Effect EffectOf(Entry entry) => (entry.Was.Alive, entry.Is.Alive, entry.Body) switch
    {
        (_, _, EntryBody.Operated) or (false, false, _) => Effect.None,
        (false, true, _) => Effect.Appeared,
        (true, true, _) => Effect.Changed,
        (true, false, _) => Effect.Disappeared,
    };

    private static Scribe? ScribeOf(EntryBody body) => body switch
    {
        EntryBody.Changed(var change) => change,
        EntryBody.Operated(var operation) => operation,
        EntryBody.Withdrawn(var key, _) => new Scribe.Withdraw(key, null),
        _ => null,
    };
}
