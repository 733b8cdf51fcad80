using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>
/// Writes a batch in an order in which foreign keys always hold: rows are inserted without the references that they can
/// be without, then those are set, then rows are deleted. So rows may refer to each other in a circle.
/// </summary>
internal static class RowWriter
{
    public static async Task WriteAsync(DbContext context, SyncedModel model, Batch batch, Cascade cascade, CancellationToken cancel)
    {
        var inserted = new List<(EntityEntry Entry, SyncedEntity Entity, object?[] Values)>();
        foreach (var (key, draft) in batch.Drafts)
            if (cascade.Placing.Stands(key))
            {
                var (entity, values) = (draft!.Entity, cascade.Placing.ValuesOf(key));
                if (batch.Rows.TryGetValue(key, out var row))
                    Set(context.Entry(row), entity, values, all: true);
                else
                    inserted.Add((Insert(context, entity, draft.Id!, values), entity, values));
            }
        var gone = batch.Rows.Where(pair => !cascade.Placing.Stands(pair.Key)).Concat(cascade.Gone).ToList();
        foreach (var (key, row) in gone)
            foreach (var reference in Optional(model.ByClass[key.Class]))
                context.Entry(row).Property(reference.Column.Property).CurrentValue = null;
        foreach (var (row, reference) in cascade.Cleared)
            context.Entry(row).Property(reference.Column.Property).CurrentValue = null;
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);

        foreach (var (entry, entity, values) in inserted)
            Set(entry, entity, values, all: true);
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);

        foreach (var (_, row) in gone)
            context.Entry(row).State = EntityState.Deleted;
        await context.SaveChangesAsync(cancel).ConfigureAwait(false);
    }

    private static EntityEntry Insert(DbContext context, SyncedEntity entity, object id, object?[] values)
    {
        var entry = context.Entry(New(entity.Type.ClrType));
        entry.Property(entity.Key.Property).CurrentValue = id;
        Set(entry, entity, values, all: false);
        entry.State = EntityState.Added;
        return entry;
    }

    // An entity made by a constructor with arguments is filled by its properties all the same.
    private static object New(Type type) =>
        type.GetConstructor(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public
            | System.Reflection.BindingFlags.NonPublic, []) is { } constructor
            ? constructor.Invoke(null) : RuntimeHelpers.GetUninitializedObject(type);

    private static void Set(EntityEntry entry, SyncedEntity entity, object?[] values, bool all)
    {
        var later = all ? [] : Optional(entity).Select(reference => reference.Index).ToHashSet();
        for (var i = 0; i < values.Length; i++)
            if (!later.Contains(i))
                entry.Property(entity.Columns[i].Property).CurrentValue = values[i];
    }

    private static IEnumerable<SyncedReference> Optional(SyncedEntity entity) =>
        entity.References.Where(reference => !reference.Required);
}
