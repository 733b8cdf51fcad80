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
        var attributes = type == OutboxRow.Destroy ? [] : entity.Columns.Select(column => (Column: column, Property: entry.Property(column.Property)))
            .Where(pair => type == OutboxRow.Save || pair.Property.IsModified)
            .Select(pair => KeyValuePair.Create(pair.Column.Attribute, pair.Column.Write(pair.Property.CurrentValue))).ToList();
        return type == OutboxRow.Update && attributes.Count == 0
            ? null : new(entity.KeyOf(entry.Property(entity.Key.Property).CurrentValue), type, attributes);
    }

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
