using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore.Saving;

/// <summary>
/// Puts what a save changes into the outbox, in that very save. Source: <c>lib/syncro/scriber/observer.rb</c> of the
/// original, which recorded after the save, in a transaction of its own.
/// </summary>
internal sealed class RecordingInterceptor(OutboxSignal signal) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    // Contexts that have saved in a transaction which is not committed yet.
    private readonly ConditionalWeakTable<DbContext, DbContext> _uncommitted = [];

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        if (ModelOf(eventData.Context) is { } model)
        {
            foreach (var dependents in Dependents.Of(eventData.Context!, model))
                dependents.Load();
            Record(eventData.Context!, model);
        }
        return result;
    }

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        if (ModelOf(eventData.Context) is { } model)
        {
            foreach (var dependents in Dependents.Of(eventData.Context!, model))
                await dependents.LoadAsync(cancellationToken).ConfigureAwait(false);
            Record(eventData.Context!, model);
        }
        return result;
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Saved(eventData.Context!);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context!);
        return new(result);
    }

    public override void SaveChangesFailed(DbContextErrorEventData eventData) => Forget(eventData.Context!);

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context!);
        return Task.CompletedTask;
    }

    public override void SaveChangesCanceled(DbContextEventData eventData) => Forget(eventData.Context!);

    public override Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context!);
        return Task.CompletedTask;
    }

    void IDbTransactionInterceptor.TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) =>
        Committed(eventData.Context);

    Task IDbTransactionInterceptor.TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken)
    {
        Committed(eventData.Context);
        return Task.CompletedTask;
    }

    private static SyncedModel? ModelOf(DbContext? context) =>
        context is null || Recording.IsOff || context.Model.FindEntityType(typeof(OutboxRow)) is null
            ? null : SyncedModel.Of(context.Model);

    private static void Record(DbContext context, SyncedModel model)
    {
        // Of a save that another interceptor stopped.
        Forget(context);
        var changes = context.ChangeTracker.Entries()
            .Where(entry => model.Find(entry.Metadata) is not null && !Recording.IsOffFor(entry.Entity))
            .Select(entry => EntityChange.Of(entry, model.Find(entry.Metadata)!)).OfType<EntityChange>()
            // One that is deleted and added anew is a record destroyed and created.
            .OrderBy(change => change.Type != OutboxRow.Destroy).ToList();
        SaveLimits.Check(changes);
        var changeSet = Guid.NewGuid();
        context.AddRange(changes.Select((change, index) => change.ToRow(changeSet, index)));
    }

    private void Saved(DbContext context)
    {
        if (!Forget(context))
            return;
        if (context.Database.CurrentTransaction is null)
            signal.Raise();
        else
            _uncommitted.AddOrUpdate(context, context);
    }

    private void Committed(DbContext? context)
    {
        if (context is not null && _uncommitted.Remove(context))
            signal.Raise();
    }

    private static bool Forget(DbContext context)
    {
        var rows = context.ChangeTracker.Entries<OutboxRow>().ToList();
        rows.ForEach(row => row.State = EntityState.Detached);
        return rows.Count > 0;
    }
}
