using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Models;

namespace Syncro.EntityFrameworkCore;

/// <summary>What an application says in <c>OnModelCreating</c>.</summary>
public static class SyncedModelBuilderExtensions
{
    /// <summary>
    /// Adds Syncro's three tables to the model: <c>SyncroOutbox</c>, <c>SyncroPosition</c> and <c>SyncroWaiting</c>.
    /// They are made with the application's own, by its migrations or by <c>EnsureCreated</c>.
    /// </summary>
    public static ModelBuilder UseSyncro(this ModelBuilder model)
    {
        SyncroTables.AddTo(model);
        return model;
    }

    /// <summary>
    /// Keeps an entity in sync, as records of a class. Its primary key, one column that the application fills (a text, a
    /// GUID or an integer), is the record's id; its other columns are the attributes. An entity whose type is marked
    /// <see cref="SyncroModelAttribute"/> needs no call. What can't be synced is an <see cref="InvalidModelException"/>,
    /// naming the entity, when the model is built. Source: <c>Syncro::Model</c>, <c>lib/syncro/model.rb</c> of the original.
    /// </summary>
    /// <param name="entity">The entity.</param>
    /// <param name="className">The name of the class; null: that of the type.</param>
    public static EntityTypeBuilder<T> IsSynced<T>(this EntityTypeBuilder<T> entity, string? className = null) where T : class
    {
        entity.HasAnnotation(Marks.Class, className ?? typeof(T).Name);
        return entity;
    }

    /// <summary>Names the attribute that holds a property, where that is not the property's name in camel case.</summary>
    public static PropertyBuilder<T> IsSyncedAs<T>(this PropertyBuilder<T> property, string attribute) =>
        property.HasAnnotation(Marks.Attribute, attribute);
}
