using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>
/// Makes rows of records. It doesn't repeat what the journal says but puts each record that it tells of into the
/// database as it is now, with the position in the same transaction: done again after a crash, it comes to the same.
/// </summary>
internal sealed partial class Player(Transactions transactions, SyncedModel model, SyncroPeer peer, ILogger log)
{
    private const int Due = 256;

    /// <summary>Plays what the journal tells.</summary>
    public async Task PlayAsync(Told told, CancellationToken cancel)
    {
        if (!await TryAsync(told.Keys, told.Upto, cancel).ConfigureAwait(false))
        {
            await EachAsync(told.Keys, cancel).ConfigureAwait(false);
            await TryAsync([], told.Upto, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Plays records whose turn has come; answers whether there were any.</summary>
    public async Task<bool> PlayDueAsync(CancellationToken cancel)
    {
        var due = await transactions.ReadAsync(context => Waiting.DueAsync(context, model, Due, cancel)).ConfigureAwait(false);
        if (due.Count > 0 && !await TryAsync(due, null, cancel).ConfigureAwait(false))
            await EachAsync(due, cancel).ConfigureAwait(false);
        return due.Count > 0;
    }

    // One that the database refuses must not stop the others. Twice: it may have been saved by the application meanwhile.
    private async Task EachAsync(IEnumerable<RecordKey> keys, CancellationToken cancel)
    {
        foreach (var key in keys)
            if (!await TryAsync([key], null, cancel).ConfigureAwait(false)
                && await FaultAsync([key], null, cancel).ConfigureAwait(false) is { } fault)
            {
                LogAside(key, fault);
                await transactions.RunAsync(context => Waiting.SetAsideAsync(context, key, fault, cancel), cancel).ConfigureAwait(false);
            }
    }

    private async Task<bool> TryAsync(IReadOnlyCollection<RecordKey> keys, Position? upto, CancellationToken cancel) =>
        await FaultAsync(keys, upto, cancel).ConfigureAwait(false) is null;

    /// <summary>Plays records in one transaction; what the database has against it, or null.</summary>
    private async Task<string?> FaultAsync(IReadOnlyCollection<RecordKey> keys, Position? upto, CancellationToken cancel)
    {
        try
        {
            await transactions.RunAsync(context => PlayAsync(context, keys, upto, cancel), cancel).ConfigureAwait(false);
            return null;
        }
        catch (InvalidRecordException e)
        {
            return e.Message;
        }
        catch (DbUpdateException e) when (e is not DbUpdateConcurrencyException && e.InnerException is DbException { IsTransient: false } inner)
        {
            return inner.Message;
        }
    }

    private async Task PlayAsync(DbContext context, IReadOnlyCollection<RecordKey> keys, Position? upto, CancellationToken cancel)
    {
        if (upto is { } position)
            await context.Set<JournalPosition>()
                .ExecuteUpdateAsync(row => row.SetProperty(r => r.Position, position.Value), cancel).ConfigureAwait(false);
        if (keys.Count == 0)
            return;
        var batch = await Batch.LoadAsync(context, model, peer, keys, cancel).ConfigureAwait(false);
        foreach (var (key, fault) in batch.Wrong)
            LogAside(key, fault);
        var cascade = await Cascade.OfAsync(context, model, batch, cancel).ConfigureAwait(false);
        await RowWriter.WriteAsync(context, model, batch, cascade, cancel).ConfigureAwait(false);
        await Waiting.NoteAsync(context, batch, cascade, cancel).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "{Record} is set aside in SyncroWaiting: {Why}")]
    private partial void LogAside(RecordKey record, string why);
}
