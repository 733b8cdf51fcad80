using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Syncro.EntityFrameworkCore.Draining;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Playing;
using Syncro.EntityFrameworkCore.Saving;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore;

/// <summary>
/// Keeps an application's database and its peer in sync, for as long as it lives. What the application saved is recorded,
/// each save once and whole, in the order of the outbox; what is recorded, here or elsewhere, becomes rows. The rows are
/// the records alive whose required principals have rows; the others wait for them. A record with changes in the outbox
/// is left alone until they are recorded. One of these for a database, and one peer; stop it before the peer.
/// Source: <c>Syncro::Model</c>, <c>lib/syncro/model.rb</c>, and <c>lib/syncro/scriber/observer.rb</c> of the original.
/// </summary>
public sealed partial class SyncroDatabase : IAsyncDisposable
{
    // What woke nobody: a save in another process, or in a transaction that is not Entity Framework's.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50), LongestPause = TimeSpan.FromSeconds(5);

    private readonly Transactions _transactions;
    private readonly SyncedModel _model;
    private readonly SyncroPeer _peer;
    private readonly OutboxSignal _signal;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private volatile string? _lastError;
    private Task _work = Task.CompletedTask;

    private SyncroDatabase(Transactions transactions, SyncedModel model, SyncroPeer peer, OutboxSignal signal, ILogger log) =>
        (_transactions, _model, _peer, _signal, _log) = (transactions, model, peer, signal, log);

    /// <summary>
    /// Starts. A database that this peer's journal was never played into, be it the first or one that was lost, is taken
    /// up: rows of which the journal knows nothing are recorded anew, and the journal is played from its beginning.
    /// </summary>
    /// <param name="contexts">Makes a context, a new one each time, configured by <c>UseSyncro</c>.</param>
    /// <param name="peer">That records, and knows the classes of all synced entities.</param>
    /// <param name="cancel">Gives up starting.</param>
    /// <exception cref="InvalidModelException">The context doesn't use Syncro, or an entity's class is not synced by the peer.</exception>
    public static async Task<SyncroDatabase> StartAsync(Func<DbContext> contexts, SyncroPeer peer, CancellationToken cancel = default)
    {
        await using var context = contexts();
        var model = Checked(context, peer);
        var log = context.GetService<ILoggerFactory>().CreateLogger(typeof(SyncroDatabase).FullName!);
        var database = new SyncroDatabase(new(contexts), model, peer, context.GetService<OutboxSignal>(), log);
        await new Adoption(database._transactions, model, peer, log).RunAsync(cancel).ConfigureAwait(false);
        database._work = Task.Run(database.RunAsync, CancellationToken.None);
        return database;
    }

    /// <inheritdoc cref="StartAsync(Func{DbContext}, SyncroPeer, CancellationToken)"/>
    public static Task<SyncroDatabase> StartAsync<TContext>(
        IDbContextFactory<TContext> contexts, SyncroPeer peer, CancellationToken cancel = default) where TContext : DbContext =>
        StartAsync(contexts.CreateDbContext, peer, cancel);

    /// <summary>How it stands.</summary>
    public Task<SyncroDatabaseStatus> StatusAsync(CancellationToken cancel = default) =>
        _transactions.ReadAsync(context => SyncroDatabaseStatus.ReadAsync(context, _lastError, cancel));

    /// <summary>Stops, within what it is doing. What is in the outbox stays there.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
            await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    private static SyncedModel Checked(DbContext context, SyncroPeer peer)
    {
        if (context.GetService<IDbContextOptions>().FindExtension<SyncroOptionsExtension>() is null)
            throw new InvalidModelException($"{context.GetType().Name} is not in sync: its options don't call UseSyncro()");
        var model = SyncedModel.Of(context.Model);
        return model.ByClass.Values.FirstOrDefault(entity => !peer.Classes.Contains(entity.Class)) is { } entity
            ? throw new InvalidModelException(
                $"{entity.Type.ClrType.Name} can't be synced: class '{entity.Class}' is not among those of the peer ({peer.Classes})")
            : model;
    }

    private async Task RunAsync()
    {
        var pause = ShortestPause;
        while (!_stop.IsCancellationRequested)
            try
            {
                var after = await _transactions.ReadAsync(context => context.Set<JournalPosition>()
                    .Select(row => row.Position).SingleAsync(_stop.Token)).ConfigureAwait(false);
                await using var feed = new JournalFeed(_peer, _model, new(after));
                while (!_stop.IsCancellationRequested)
                {
                    await WorkAsync(feed).ConfigureAwait(false);
                    (pause, _lastError) = (ShortestPause, null);
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            // Whatever it is, of the database or of the journal: it is tried again from what is on disk.
            catch (Exception e)
            {
                _lastError = e.Message;
                LogFailed(e, pause);
                await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
    }

    private async Task WorkAsync(JournalFeed feed)
    {
        var (saved, drain) = (_signal.Raised, new OutboxDrain(_transactions, _peer, _log));
        var player = new Player(_transactions, _model, _peer, _log);
        var busy = await drain.RunAsync(_stop.Token).ConfigureAwait(false);
        if (await feed.TakeAsync().ConfigureAwait(false) is { } told)
        {
            await player.PlayAsync(told, _stop.Token).ConfigureAwait(false);
            busy = true;
        }
        busy |= await player.PlayDueAsync(_stop.Token).ConfigureAwait(false);
        if (!busy)
            await Task.WhenAny(saved, feed.Ready, Task.Delay(Look, _stop.Token)).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "The database and the journal are not in sync; tried again in {Pause}")]
    private partial void LogFailed(Exception cause, TimeSpan pause);
}
