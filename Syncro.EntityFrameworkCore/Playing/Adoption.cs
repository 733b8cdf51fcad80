using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Saving;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>
/// Takes up a journal that this database was not played from: the first, or another than before. Rows of which it knows
/// nothing are put into the outbox, whole; then it is played from its beginning.
/// </summary>
internal sealed partial class Adoption(Transactions transactions, SyncedModel model, SyncroPeer peer, ILogger log)
{
    private const int Chunk = 256;

    /// <summary>Takes it up, unless it is the one that was played.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var status = await peer.StatusAsync(cancel).ConfigureAwait(false);
        var known = await transactions.RunAsync(
            async context =>
            {
                await Waiting.TryAgainAsync(context, cancel).ConfigureAwait(false);
                return await PositionAsync(context, cancel).ConfigureAwait(false);
            },
            cancel).ConfigureAwait(false);
        // One that ends before it was played to is an older copy: it is another journal too.
        if (known.Journal == status.Journal.Value && known.Position <= status.Position.Value)
            return;
        LogAdopted(status.Journal.Value, known.Journal);
        foreach (var entity in model.ByClass.Values)
            await RecordAsync(entity, cancel).ConfigureAwait(false);
        await transactions.RunAsync(
            async context =>
            {
                await context.Set<WaitingRecord>().ExecuteDeleteAsync(cancel).ConfigureAwait(false);
                await context.Set<JournalPosition>().ExecuteUpdateAsync(
                    row => row.SetProperty(r => r.Journal, status.Journal.Value).SetProperty(r => r.Position, 0), cancel).ConfigureAwait(false);
            },
            cancel).ConfigureAwait(false);
    }

    private static async Task<JournalPosition> PositionAsync(DbContext context, CancellationToken cancel)
    {
        if (await context.Set<JournalPosition>().SingleOrDefaultAsync(cancel).ConfigureAwait(false) is { } position)
            return position;
        position = new() { Outbox = Guid.NewGuid().ToString("N") };
        context.Add(position);
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
        return position;
    }

    private async Task RecordAsync(SyncedEntity entity, CancellationToken cancel)
    {
        // Keys alone: of a row that moves while pages are read, none would know.
        var keys = await transactions.ReadAsync(
            context => entity.Rows.ValuesOf(context, entity.Key.Property, null).ToListAsync(cancel)).ConfigureAwait(false);
        foreach (var chunk in keys.Chunk(Chunk))
            await transactions.RunAsync(context => RecordAsync(context, entity, chunk, cancel), cancel).ConfigureAwait(false);
    }

    private async Task RecordAsync(DbContext context, SyncedEntity entity, object?[] keys, CancellationToken cancel)
    {
        foreach (var row in await entity.Rows.Among(context, entity.Key.Property, keys).ToListAsync(cancel).ConfigureAwait(false))
            try
            {
                var change = EntityChange.Whole(context.Entry(row), entity);
                var id = change.Key.Id.ToJson().ToString();
                if (await peer.FindAsync(change.Key, cancel).ConfigureAwait(false) is null
                    && !await context.Set<OutboxRow>().AnyAsync(saved => saved.Class == entity.Class && saved.Id == id, cancel).ConfigureAwait(false))
                    context.Add(change.ToRow(Guid.NewGuid(), 0));
            }
            catch (InvalidRecordException e)
            {
                LogLeft(e.Message);
            }
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Information, "Journal {Journal} is played from its beginning; before: '{Before}'")]
    private partial void LogAdopted(string journal, string before);

    [LoggerMessage(LogLevel.Error, "A row is left out of sync: {Why}")]
    private partial void LogLeft(string why);
}
