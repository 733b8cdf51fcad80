using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Syncro.EntityFrameworkCore.Mapping;

namespace Syncro.EntityFrameworkCore.Saving;

/// <summary>
/// Loads what refers to the entities that are being deleted, wherever the database would delete or clear it by itself:
/// then Entity Framework does so first, and it is recorded.
/// </summary>
internal static class Dependents
{
    /// <summary>The queries to run, each once; all that they load is to be tracked.</summary>
    public static IEnumerable<IQueryable<object>> Of(DbContext context, SyncedModel model)
    {
        var followed = new HashSet<object>(ReferenceEqualityComparer.Instance);
        while (true)
        {
            var deleted = context.ChangeTracker.Entries()
                .Where(entry => entry.State == EntityState.Deleted && model.Find(entry.Metadata) is not null && followed.Add(entry.Entity))
                .GroupBy(entry => model.Find(entry.Metadata)!).ToList();
            if (deleted.Count == 0)
                yield break;
            foreach (var group in deleted)
                foreach (var reference in group.Key.Referring.Where(reference => reference.Acts))
                    yield return reference.Dependent.Rows.Among(
                        context, reference.Column.Property, group.Select(entry => Key(entry, group.Key)).ToList());
            context.ChangeTracker.CascadeChanges();
        }
    }

    private static object? Key(EntityEntry entry, SyncedEntity entity) => entry.Property(entity.Key.Property).CurrentValue;
}
