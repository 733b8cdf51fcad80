using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore.Tables;

/// <summary>
/// Transactions on the application's database that are not recorded. Each sees one state of the database and fails where
/// it would overwrite what another changed meanwhile: SQLite has one writer at a time, PostgreSQL's repeatable read
/// says so. One is tried again as the context's execution strategy has it.
/// </summary>
internal sealed class Transactions(Func<DbContext> contexts)
{
    public Task RunAsync(Func<DbContext, Task> work, CancellationToken cancel) => RunAsync(
        async context =>
        {
            await work(context).ConfigureAwait(false);
            return 0;
        },
        cancel);

    public async Task<T> RunAsync<T>(Func<DbContext, Task<T>> work, CancellationToken cancel)
    {
        using var off = Recording.Off();
        await using var outer = contexts();
        return await outer.Database.CreateExecutionStrategy().ExecuteAsync(
            async stop =>
            {
                await using var context = contexts();
                // What has to go is found here, and not left to what happens to be tracked.
                context.ChangeTracker.CascadeDeleteTiming = CascadeTiming.Never;
                context.ChangeTracker.DeleteOrphansTiming = CascadeTiming.Never;
                await using var transaction =
                    await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop).ConfigureAwait(false);
                var result = await work(context).ConfigureAwait(false);
                await transaction.CommitAsync(stop).ConfigureAwait(false);
                return result;
            },
            cancel).ConfigureAwait(false);
    }

    /// <summary>Reads outside of any transaction.</summary>
    public async Task<T> ReadAsync<T>(Func<DbContext, Task<T>> read)
    {
        await using var context = contexts();
        return await read(context).ConfigureAwait(false);
    }
}
