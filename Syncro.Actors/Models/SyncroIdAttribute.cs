namespace Syncro.Models;

/// <summary>Marks the property that holds a model's id where it is not called <c>Id</c>: a text, an integer or a GUID.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class SyncroIdAttribute : Attribute;

/// <summary>The name of a model's class on the wire where it is not the type's own.</summary>
/// <param name="name">1 to 256 bytes of UTF-8 without control characters and <c>;</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class SyncroModelAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
