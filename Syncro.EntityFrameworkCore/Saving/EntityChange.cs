using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Saving;

/// <summary>What saving an entity changes of its record.</summary>
internal sealed record EntityChange(RecordKey Key, string Type, IReadOnlyList<KeyValuePair<string, JsonText>> Attributes)
{
    /// <summary>The change of a tracked entity; null: nothing that is synced.</summary>
    /// <exception cref="InvalidRecordException">Its id, or a value, can't be recorded.</exception>
    public static EntityChange? Of(EntityEntry entry, SyncedEntity entity)
    {
        var type = entry.State switch
        {
            EntityState.Added => OutboxRow.Save,
            EntityState.Modified => OutboxRow.Update,
            EntityState.Deleted => OutboxRow.Destroy,
            _ => null,
        };
        if (type is null)
            return null;
        var columns = type switch
        {
            OutboxRow.Save => entity.Columns,
            OutboxRow.Update => entity.Columns.Where(column => entry.Property(column.Property).IsModified),
            _ => [],
        };
        var change = Of(entry, entity, type, columns);
        return type == OutboxRow.Update && change.Attributes.Count == 0 ? null : change;
    }

    /// <summary>The whole of an entity, as if it was saved now.</summary>
    /// <exception cref="InvalidRecordException">Its id, or a value, can't be recorded.</exception>
    public static EntityChange Whole(EntityEntry entry, SyncedEntity entity) => Of(entry, entity, OutboxRow.Save, entity.Columns);

    private static EntityChange Of(EntityEntry entry, SyncedEntity entity, string type, IEnumerable<SyncedColumn> columns) => new(
        entity.KeyOf(entry.Property(entity.Key.Property).CurrentValue), type,
        [.. columns.Select(column => KeyValuePair.Create(column.Attribute, column.Write(entry.Property(column.Property).CurrentValue)))]);

    public OutboxRow ToRow(Guid changeSet, int index) => new()
    {
        ChangeSet = changeSet,
        Index = index,
        Class = Key.Class,
        Id = Key.Id.ToJson().ToString(),
        Type = Type,
        Data = AttributesJson.Write(Attributes),
    };
}
