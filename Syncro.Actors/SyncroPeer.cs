using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro;

/// <summary>A running peer. Made by <see cref="StartAsync"/>, stopped by disposing of it.</summary>
public sealed partial class SyncroPeer : IPeer, IAsyncDisposable
{
    private readonly SyncroSpace _space;
    private readonly StorageDirectory _directory;
    private readonly ImmutableArray<IActorRef> _actors;

    private SyncroPeer(SyncroSpace space, StorageDirectory directory, ImmutableArray<IActorRef> actors, ImmutableArray<string> listening) =>
        (_space, _directory, _actors, Listening) = (space, directory, actors, listening);

    /// <inheritdoc/>
    public ClientId Client => _space.Client;

    /// <inheritdoc/>
    public Classes Classes => _space.Rules.Classes;

    /// <summary>Where it listens, as <c>host:port</c>, in the order of the listeners' names.</summary>
    public ImmutableArray<string> Listening { get; }

    /// <inheritdoc/>
    public string? NotReady => _space.Health.NotReady;

    /// <inheritdoc/>
    public async Task<Committed> CommitAsync(ImmutableArray<LocalChange> changes, CancellationToken cancel = default)
    {
        try
        {
            var reply = await _space.Journal.Ask<JournalReply>(
                new JournalCommand.Record(changes), _space.Settings.Journal.WriteTimeout, cancel).ConfigureAwait(false);
            return reply switch
            {
                JournalReply.Done(var committed) => committed,
                JournalReply.Failed(var cause) => throw cause,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (AskTimeoutException)
        {
            throw new OutcomeUnknownException(
                $"the journal did not answer within {_space.Settings.Journal.WriteTimeout.TotalSeconds} s; recorded once or not at all");
        }
    }

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
        await FlushAsync(cancel).ConfigureAwait(false);
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
        while (true)
        {
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
                            yield return new(position, scribe, commit.Entries[i].From?.Client);
                    }
            cancel.ThrowIfCancellationRequested();
            if (at.Commit >= _space.Log.State.Sequence || commits.Count == 0)
                await moved.WaitAsync(cancel).ConfigureAwait(false);
        }
    }

    private static Scribe? ScribeOf(EntryBody body) => body switch
    {
        EntryBody.Changed(var change) => change,
        EntryBody.Operated(var operation) => operation,
        EntryBody.Withdrawn(var key, _) => new Scribe.Withdraw(key, null),
        _ => null,
    };

    private async Task FlushAsync(CancellationToken cancel)
    {
        try
        {
            await _space.Projector.Ask<RecordProjector.Flushed>(
                new RecordProjector.Flush(Answer: true), _space.AskTimeout, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RecordStoreException or AskTimeoutException)
        {
            throw new JournalUnavailableException($"the record store can't follow the log: {e.Message}");
        }
    }

    /// <summary>Ends the links, then the journal, then lets go of the storage.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var actor in _actors)
                await actor.GracefulStop(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        }
        finally
        {
            _space.Store.Dispose();
            _space.Metrics.Dispose();
            _directory.Dispose();
        }
    }
}
