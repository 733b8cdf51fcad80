using System.Collections.Immutable;

namespace Syncro.Scribes;

/// <summary>The classes that a peer records and replays: a list, or every class.</summary>
public sealed class Classes : IEquatable<Classes>
{
    /// <summary>Every class; <c>"*"</c> on the wire.</summary>
    public static readonly Classes All = new(null);

    private readonly ImmutableSortedSet<string>? _names;

    private Classes(ImmutableSortedSet<string>? names) => _names = names;

    /// <summary>The classes named.</summary>
    public static Classes Of(IEnumerable<string> names) => new([.. names]);

    /// <summary>Whether every class is taken.</summary>
    public bool IsAll => _names is null;

    /// <summary>The names, sorted; empty where every class is taken.</summary>
    public IReadOnlyCollection<string> Names => _names ?? [];

    /// <summary>Whether a class is among them.</summary>
    public bool Contains(string name) => _names is null || _names.Contains(name);

    /// <summary>The classes that are among both.</summary>
    public Classes And(Classes other) =>
        _names is null ? other : other._names is null ? this : new(_names.Intersect(other._names));

    /// <summary>Whether all of <paramref name="other"/> is among them.</summary>
    public bool Covers(Classes other) => _names is null || (other._names is not null && other._names.IsSubsetOf(_names));

    /// <inheritdoc/>
    public bool Equals(Classes? other) =>
        other is not null && (_names is null ? other._names is null : other._names is not null && _names.SetEquals(other._names));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Classes);

    /// <inheritdoc/>
    public override int GetHashCode() => _names?.Count ?? -1;

    /// <inheritdoc/>
    public override string ToString() => _names is null ? "*" : string.Join(", ", _names);
}
