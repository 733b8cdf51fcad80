using System.Text.Json;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>How the model says what is synced: annotations, and their readers.</summary>
internal static class Marks
{
    public const string Class = "Syncro:Class";

    public const string Attribute = "Syncro:Attribute";

    /// <summary>The name of an entity's class; null: it is not synced.</summary>
    public static string? ClassOf(IReadOnlyEntityType entity) => (string?)entity.FindAnnotation(Class)?.Value;

    /// <summary>The name of the attribute that holds a property.</summary>
    public static string AttributeOf(IReadOnlyProperty property) =>
        (string?)property.FindAnnotation(Attribute)?.Value ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    /// <summary>Whether a property is an attribute: what each database computes by itself is not.</summary>
    public static bool IsAttribute(IReadOnlyProperty property) =>
        !property.IsPrimaryKey() && (property.ValueGenerated is ValueGenerated.Never or ValueGenerated.OnAdd);
}
