using Syncro.EntityFrameworkCore.Mapping;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>Some records that the journal tells of, and the position up to which it does.</summary>
internal sealed record Told(HashSet<RecordKey> Keys, Position Upto);

/// <summary>The journal from a position on, in batches of the records that it tells of.</summary>
internal sealed class JournalFeed : IAsyncDisposable
{
    private const int Records = 256, Scribes = 4096;

    private readonly SyncedModel _model;
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncEnumerator<Recorded> _scribes;
    private Task<bool> _next;

    public JournalFeed(SyncroPeer peer, SyncedModel model, Position after)
    {
        _model = model;
        _scribes = peer.ToldAsync(after, model.ByClass.Keys, _stop.Token).GetAsyncEnumerator();
        _next = _scribes.MoveNextAsync().AsTask();
    }

    /// <summary>Completes once there is something to take.</summary>
    public Task Ready => _next;

    /// <summary>What there is by now, up to a limit; null: nothing.</summary>
    public async Task<Told?> TakeAsync()
    {
        Told? told = null;
        for (var i = 0; i < Scribes && _next.IsCompleted && (told?.Keys.Count ?? 0) < Records; i++)
        {
            await _next.ConfigureAwait(false);
            told = (told ?? new([], default)) with { Upto = _scribes.Current.Position };
            if (KeyOf(_scribes.Current.Scribe) is { } key && _model.ByClass.ContainsKey(key.Class))
                told.Keys.Add(key);
            _next = _scribes.MoveNextAsync().AsTask();
        }
        return told;
    }

    private static RecordKey? KeyOf(Scribe scribe) => scribe switch
    {
        Scribe.Change change => change.Key,
        Scribe.Withdraw withdraw => withdraw.Key,
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        // It ends by the cancellation, or by what made it fail, which TakeAsync has told.
        await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _scribes.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }
}
