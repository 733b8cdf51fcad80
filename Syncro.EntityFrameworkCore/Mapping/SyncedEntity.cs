using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Metadata;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>An entity whose rows are the records of a class.</summary>
internal sealed class SyncedEntity
{
    public SyncedEntity(IEntityType type)
    {
        (Type, Class) = (type, Marks.ClassOf(type)!);
        Key = new(type.FindPrimaryKey()!.Properties[0]);
        Columns = [.. type.GetProperties().Where(Marks.IsAttribute).Select(property => new SyncedColumn(property))];
        Rows = EntityRows.Of(type);
    }

    public IEntityType Type { get; }

    public string Class { get; }

    public SyncedColumn Key { get; }

    /// <summary>All but the key.</summary>
    public ImmutableArray<SyncedColumn> Columns { get; }

    public EntityRows Rows { get; }

    /// <summary>Its foreign keys.</summary>
    public ImmutableArray<SyncedReference> References { get; internal set; } = [];

    /// <summary>The foreign keys that refer to it.</summary>
    public ImmutableArray<SyncedReference> Referring { get; internal set; } = [];

    /// <summary>The record of a key.</summary>
    /// <exception cref="InvalidRecordException">It can't be an id.</exception>
    public RecordKey KeyOf(object? value) =>
        new(Class, RecordIds.Of(Class, Key.ToStored(value) ?? throw new InvalidRecordException($"a {Class} without an id")));

    /// <summary>The key of a record; null: no row can have it.</summary>
    public object? KeyOf(RecordId id) => Key.FromStored(RecordIds.Read(Key.Stored, id));

    /// <summary>The row that a record would be.</summary>
    public RowDraft Read(RecordKey key, RecordState state)
    {
        if (KeyOf(key.Id) is not { } id)
            return RowDraft.Wrong(this, $"{key} can't be a {Type.ClrType.Name}: its id is no {Key.Stored.Name}");
        var values = new object?[Columns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (value, fault) = Columns[i].Read(state[Columns[i].Attribute]);
            if (fault is not null)
                return RowDraft.Wrong(this, $"{key} can't be a {Type.ClrType.Name}: {fault}");
            values[i] = value;
        }
        try
        {
            return new(this, id, values, [.. References.Select(
                reference => values[reference.Index] is { } to ? reference.Principal.KeyOf(to) : (RecordKey?)null)], null);
        }
        catch (InvalidRecordException e)
        {
            return RowDraft.Wrong(this, $"{key} refers to {e.Message}");
        }
    }
}

/// <summary>A foreign key from one synced entity to another, or to itself.</summary>
/// <param name="Column">That holds the principal's key.</param>
/// <param name="Index">Of the column.</param>
/// <param name="Dependent">The entity that has it.</param>
/// <param name="Principal">The entity that it refers to.</param>
/// <param name="Required">Whether a row can't be without.</param>
/// <param name="Acts">Whether the database itself deletes or clears what refers to a deleted row.</param>
internal sealed record SyncedReference(
    SyncedColumn Column, int Index, SyncedEntity Dependent, SyncedEntity Principal, bool Required, bool Acts);

/// <summary>A record as the row that it would be.</summary>
/// <param name="Entity">Whose row.</param>
/// <param name="Id">The primary key; null with a fault.</param>
/// <param name="Values">Of the columns, in their order.</param>
/// <param name="Principals">The records that its foreign keys refer to, in their order.</param>
/// <param name="Fault">Why it can be none.</param>
internal sealed record RowDraft(
    SyncedEntity Entity, object? Id, object?[] Values, ImmutableArray<RecordKey?> Principals, string? Fault)
{
    public static RowDraft Wrong(SyncedEntity entity, string fault) => new(entity, null, [], [], fault);
}
