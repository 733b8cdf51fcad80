using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>Marks the types that bear <see cref="SyncroModelAttribute"/>, and refuses a model that can't be synced.</summary>
internal sealed class SyncedModelConvention : IModelFinalizingConvention
{
    /// <exception cref="InvalidModelException">An entity can't be synced, or the tables are not in the model.</exception>
    public void ProcessModelFinalizing(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
        var model = modelBuilder.Metadata;
        foreach (var entity in model.GetEntityTypes())
            if (entity.ClrType.GetCustomAttribute<SyncroModelAttribute>() is { } mark && Marks.ClassOf(entity) is null)
                entity.SetAnnotation(Marks.Class, mark.Name);

        var synced = model.GetEntityTypes().Where(entity => Marks.ClassOf(entity) is not null).ToList();
        foreach (var entity in synced)
            if (EntityFaults.Of(entity) is { } fault)
                throw new InvalidModelException($"{entity.ClrType.Name} can't be synced: {fault}");
        foreach (var twins in synced.GroupBy(Marks.ClassOf).Where(group => group.Skip(1).Any()))
            throw new InvalidModelException(
                $"class '{twins.Key}' is that of {string.Join(" and of ", twins.Select(entity => entity.ClrType.Name))}; allowed: one of them");
        if (synced.Count > 0 && model.FindEntityType(typeof(OutboxRow)) is null)
            throw new InvalidModelException(
                $"{synced[0].ClrType.Name} can't be synced: OnModelCreating does not call modelBuilder.UseSyncro()");
    }
}

/// <summary>Brings the convention into the models of contexts that use Syncro.</summary>
internal sealed class SyncedModelPlugin : IConventionSetPlugin
{
    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        conventionSet.ModelFinalizingConventions.Add(new SyncedModelConvention());
        return conventionSet;
    }
}
