using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Journal;

namespace Syncro.EntityFrameworkCore.Draining;

/// <summary>
/// Brings the outbox to the journal, one change set after the other, each once: it has its number on disk before it is
/// brought, the journal remembers the number in the same commit, and only then is it deleted.
/// </summary>
internal sealed partial class OutboxDrain(Transactions transactions, SyncroPeer peer, ILogger log)
{
    private const int Sets = 32;

    private sealed record Numbered(Guid ChangeSet, long Number);

    /// <summary>Brings some; answers whether there were any.</summary>
    /// <exception cref="JournalUnavailableException">The journal can't write; the outbox is as it was.</exception>
    /// <exception cref="OutcomeUnknownException">No answer in time; brought again, it is taken once.</exception>
    public async Task<bool> RunAsync(CancellationToken cancel)
    {
        if (!await transactions.ReadAsync(context => Open(context).AnyAsync(cancel)).ConfigureAwait(false))
            return false;
        var (outbox, sets) = await transactions.RunAsync(context => NumberAsync(context, cancel), cancel).ConfigureAwait(false);
        var brought = new List<Guid>();
        try
        {
            foreach (var set in sets)
                if (await BringAsync(outbox, set, cancel).ConfigureAwait(false))
                    brought.Add(set.ChangeSet);
        }
        finally
        {
            if (brought.Count > 0)
                await transactions.RunAsync(
                    context => context.Set<OutboxRow>().Where(row => brought.Contains(row.ChangeSet)).ExecuteDeleteAsync(CancellationToken.None),
                    CancellationToken.None).ConfigureAwait(false);
        }
        return true;
    }

    private static IQueryable<OutboxRow> Open(DbContext context) =>
        context.Set<OutboxRow>().Where(row => row.Error == null && row.Index == 0);

    /// <summary>The next sets: those that have a number first, for they may have been brought; the others get theirs.</summary>
    private static async Task<(string Outbox, List<Numbered> Sets)> NumberAsync(DbContext context, CancellationToken cancel)
    {
        var position = await context.Set<JournalPosition>().SingleAsync(cancel).ConfigureAwait(false);
        var next = await Open(context).OrderBy(row => row.Number == null).ThenBy(row => row.Number).ThenBy(row => row.Row)
            .Select(row => new { row.ChangeSet, row.Row, row.Number }).Take(Sets).ToListAsync(cancel).ConfigureAwait(false);
        var sets = new List<Numbered>();
        foreach (var set in next)
        {
            var number = set.Number ?? ++position.Numbered;
            if (set.Number is null)
                await context.Set<OutboxRow>().Where(row => row.Row == set.Row)
                    .ExecuteUpdateAsync(row => row.SetProperty(r => r.Number, number), cancel).ConfigureAwait(false);
            sets.Add(new(set.ChangeSet, number));
        }
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
        return (position.Outbox, sets);
    }

    private async Task<bool> BringAsync(string outbox, Numbered set, CancellationToken cancel)
    {
        var rows = await transactions.ReadAsync(context => context.Set<OutboxRow>().AsNoTracking()
            .Where(row => row.ChangeSet == set.ChangeSet).OrderBy(row => row.Index).ToListAsync(cancel)).ConfigureAwait(false);
        try
        {
            await peer.CommitAsync(OutboxSet.Changes(rows), outbox, set.Number, cancel).ConfigureAwait(false);
            return true;
        }
        catch (ChangeRefusedException e)
        {
            LogRefused(rows[0].Class, rows[0].Id, rows.Count - 1, e.Message);
            await SetAsideAsync(set.ChangeSet, e.Message, cancel).ConfigureAwait(false);
            return false;
        }
    }

    // Without its number: the journal is past it by the time it is tried again.
    private Task<int> SetAsideAsync(Guid changeSet, string error, CancellationToken cancel) => transactions.RunAsync(
        context => context.Set<OutboxRow>().Where(row => row.ChangeSet == changeSet).ExecuteUpdateAsync(
            row => row.SetProperty(r => r.Error, error).SetProperty(r => r.Number, (long?)null), cancel),
        cancel);

    [LoggerMessage(LogLevel.Error, "A change set of {Class} {Id} and {Others} more is set aside in SyncroOutbox: {Why}")]
    private partial void LogRefused(string @class, string id, int others, string why);
}
