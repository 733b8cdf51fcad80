using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Saving;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>The records that wait: for a principal, for their turn, or until they change.</summary>
internal static class Waiting
{
    /// <summary>Notes what became of a batch, and gives their turn to those that waited for what has a row now.</summary>
    public static async Task NoteAsync(DbContext context, Batch batch, Cascade cascade, CancellationToken cancel)
    {
        await ForgetAsync(context, [.. batch.Drafts.Keys, .. batch.Pending, .. batch.Wrong.Keys], cancel).ConfigureAwait(false);
        var here = batch.Drafts.Keys.Where(cascade.Placing.Stands).Select(For).ToList();
        await context.Set<WaitingRecord>().Where(row => here.Contains(row.For))
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.For, WaitingRecord.Turn), cancel).ConfigureAwait(false);
        var waiting = batch.Drafts.Keys.SelectMany(key => cascade.Placing.Missing(key).Select(principal => (key, principal)))
            .Concat(cascade.Waiting);
        context.AddRange(waiting.Select(pair => Row(pair.Item1, For(pair.Item2), null)));
        context.AddRange(batch.Pending.Select(key => Row(key, WaitingRecord.Turn, null)));
        context.AddRange(batch.Wrong.Select(pair => Row(pair.Key, WaitingRecord.Turn, pair.Value)));
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Leaves a record alone until it changes.</summary>
    public static async Task SetAsideAsync(DbContext context, RecordKey key, string error, CancellationToken cancel)
    {
        await ForgetAsync(context, [key], cancel).ConfigureAwait(false);
        context.Add(Row(key, WaitingRecord.Turn, error));
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Some of those whose turn it is, and whose changes are not in the outbox.</summary>
    public static async Task<List<RecordKey>> DueAsync(DbContext context, SyncedModel model, int limit, CancellationToken cancel)
    {
        var classes = model.ByClass.Keys.ToList();
        var outbox = context.Set<OutboxRow>().Where(row => row.Error == null);
        var due = await context.Set<WaitingRecord>().Where(row => row.For == WaitingRecord.Turn && row.Error == null
                && classes.Contains(row.Class)
                && !outbox.Any(saved => saved.Class == row.Class && saved.Id == row.Id))
            .OrderBy(row => row.Row).Select(row => new { row.Class, row.Id }).Take(limit).ToListAsync(cancel).ConfigureAwait(false);
        return [.. due.Select(row => AttributesJson.Key(row.Class, row.Id)).Distinct()];
    }

    /// <summary>Gives a turn to all that were set aside: another version of the program may hold them.</summary>
    public static Task TryAgainAsync(DbContext context, CancellationToken cancel) =>
        context.Set<WaitingRecord>().Where(row => row.Error != null)
            .ExecuteUpdateAsync(row => row.SetProperty(r => r.Error, (string?)null), cancel);

    private static async Task ForgetAsync(DbContext context, RecordKey[] keys, CancellationToken cancel)
    {
        foreach (var group in keys.GroupBy(key => key.Class))
        {
            var ids = group.Select(key => key.Id.ToJson().ToString()).ToList();
            await context.Set<WaitingRecord>().Where(row => row.Class == group.Key && ids.Contains(row.Id))
                .ExecuteDeleteAsync(cancel).ConfigureAwait(false);
        }
    }

    private static string For(RecordKey key) => key.ToString();

    private static WaitingRecord Row(RecordKey key, string @for, string? error) =>
        new() { Class = key.Class, Id = key.Id.ToJson().ToString(), For = @for, Error = error };
}
