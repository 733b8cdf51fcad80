using System.Collections;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>The rows of an entity, whichever its type. All of them: filters of the application don't hold here.</summary>
internal abstract class EntityRows
{
    public static EntityRows Of(IEntityType type) =>
        (EntityRows)Activator.CreateInstance(typeof(EntityRows<>).MakeGenericType(type.ClrType))!;

    /// <summary>The rows whose property is one of the values, tracked.</summary>
    public abstract IQueryable<object> Among(DbContext context, IProperty property, IEnumerable values);

    /// <summary>The values that a property has in all rows, or in those where it is one of some values.</summary>
    public abstract IQueryable<object?> ValuesOf(DbContext context, IProperty property, IEnumerable? among);
}

/// <inheritdoc/>
internal sealed class EntityRows<T> : EntityRows where T : class
{
    private sealed record Held<TValue>(List<TValue> Values);

    /// <inheritdoc/>
    public override IQueryable<object> Among(DbContext context, IProperty property, IEnumerable values) =>
        Rows(context, property, values).AsTracking();

    /// <inheritdoc/>
    public override IQueryable<object?> ValuesOf(DbContext context, IProperty property, IEnumerable? among)
    {
        var row = Expression.Parameter(typeof(T));
        var value = Expression.Lambda<Func<T, object?>>(Expression.Convert(Value(row, property), typeof(object)), row);
        return Rows(context, property, among).AsNoTracking().Select(value);
    }

    private static IQueryable<T> Rows(DbContext context, IProperty property, IEnumerable? among)
    {
        var rows = context.Set<T>().IgnoreQueryFilters().IgnoreAutoIncludes();
        if (among is null)
            return rows;
        var row = Expression.Parameter(typeof(T));
        var type = property.ClrType;
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        foreach (var value in among)
            list.Add(value);
        // Read from an object, so that it is a parameter of the query.
        var held = Expression.Property(
            Expression.Constant(Activator.CreateInstance(typeof(Held<>).MakeGenericType(typeof(T), type), list)), nameof(Held<>.Values));
        return rows.Where(Expression.Lambda<Func<T, bool>>(
            Expression.Call(typeof(Enumerable), nameof(Enumerable.Contains), [type], held, Value(row, property)), row));
    }

    private static MethodCallExpression Value(ParameterExpression row, IProperty property) => Expression.Call(
        typeof(EF), nameof(EF.Property), [property.ClrType], row, Expression.Constant(property.Name));
}
