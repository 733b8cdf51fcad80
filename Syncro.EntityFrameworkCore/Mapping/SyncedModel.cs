using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>The synced entities of a model.</summary>
internal sealed class SyncedModel
{
    private const string Annotation = "Syncro:Model";

    private readonly FrozenDictionary<IEntityType, SyncedEntity> _byType;

    private SyncedModel(IModel model)
    {
        _byType = model.GetEntityTypes().Where(type => Marks.ClassOf(type) is not null)
            .Select(type => new SyncedEntity(type)).ToFrozenDictionary(entity => entity.Type);
        ByClass = _byType.Values.ToFrozenDictionary(entity => entity.Class, StringComparer.Ordinal);
        var references = _byType.Values.SelectMany(ReferencesOf).ToLookup(reference => reference.Dependent);
        foreach (var entity in _byType.Values)
        {
            entity.References = [.. references[entity]];
            entity.Referring = [.. references.SelectMany(group => group).Where(reference => reference.Principal == entity)];
        }
    }

    public FrozenDictionary<string, SyncedEntity> ByClass { get; }

    /// <summary>That of a context's model, made once.</summary>
    /// <exception cref="InvalidModelException">A column has no form in a record.</exception>
    public static SyncedModel Of(IModel model) =>
        model.GetOrAddRuntimeAnnotationValue<SyncedModel, IModel>(Annotation, static model => new(model!), model);

    /// <summary>The entity of a type; null: it is not synced.</summary>
    public SyncedEntity? Find(IEntityType type) => _byType.GetValueOrDefault(type);

    private IEnumerable<SyncedReference> ReferencesOf(SyncedEntity entity) =>
        from foreign in entity.Type.GetForeignKeys()
        let column = entity.Columns.First(column => column.Property == foreign.Properties[0])
        select new SyncedReference(
            column, entity.Columns.IndexOf(column), entity, _byType[foreign.PrincipalEntityType], foreign.IsRequired,
            foreign.DeleteBehavior is DeleteBehavior.Cascade or DeleteBehavior.SetNull);
}
