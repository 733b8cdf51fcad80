using Akka;
using Akka.Streams.Dsl;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// Changes to the records of a model, in the order of the journal, for as long as someone listens: as an async stream, an
/// observable or an Akka.Streams source. Each listener reads the journal by itself; at most a page is held in memory.
/// </summary>
public sealed class ChangeFeed<T> : IAsyncEnumerable<ModelChange<T>>, IObservable<ModelChange<T>> where T : class
{
    private readonly IPeer _peer;
    private readonly ModelMap<T> _map;
    private readonly Position? _after;

    internal ChangeFeed(IPeer peer, ModelMap<T> map, Position? after) => (_peer, _map, _after) = (peer, map, after);

    /// <summary>The feed after a position; <see cref="Position.Zero"/>: from the journal's beginning.</summary>
    public ChangeFeed<T> After(Position position) => new(_peer, _map, position);

    /// <summary>The feed as a source, which reads on as it is asked to. Completes never; fails where the feed does.</summary>
    public Source<ModelChange<T>, NotUsed> Source => Akka.Streams.Dsl.Source.From(() => this);

    /// <inheritdoc/>
    public async IAsyncEnumerator<ModelChange<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (var recorded in _peer.ChangesAsync(_after, cancellationToken).ConfigureAwait(false))
        {
            if (recorded.Effect == Effect.None || recorded.Scribe.Class != _map.Name || KeyOf(recorded.Scribe) is not { } key)
                continue;
            yield return new(_map, recorded, key, await _peer.FindAsync(key, cancellationToken).ConfigureAwait(false));
        }
    }

    /// <summary>Calls an observer one change at a time, until the result is disposed of or the observer throws.</summary>
    public IDisposable Subscribe(IObserver<ModelChange<T>> observer)
    {
        var stop = new CancellationTokenSource();
        _ = Task.Run(() => ObserveAsync(observer, stop.Token));
        return new Subscription(stop);
    }

    private async Task ObserveAsync(IObserver<ModelChange<T>> observer, CancellationToken cancel)
    {
        try
        {
            await foreach (var change in this.WithCancellation(cancel).ConfigureAwait(false))
                observer.OnNext(change);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (Exception e)
        {
            observer.OnError(e);
        }
    }

    private static RecordKey? KeyOf(Scribe scribe) => scribe switch
    {
        Scribe.Change change => change.Key,
        Scribe.Withdraw withdraw => withdraw.Key,
        _ => null,
    };

    private sealed class Subscription(CancellationTokenSource stop) : IDisposable
    {
        public void Dispose() => stop.Cancel();
    }
}
