namespace Syncro.Settings;

/// <summary>A key of the configuration.</summary>
/// <param name="Path">Its path; <c>*</c> stands for a name that the operator chooses.</param>
/// <param name="Allowed">What values are allowed.</param>
/// <param name="Meaning">What it does, with unit and consequence.</param>
/// <param name="Absent">What holds where a key under a chosen name is absent; null where it must be there. Elsewhere the default is in reference.conf.</param>
internal abstract record Key(string Path, string Allowed, string Meaning, string? Absent)
{
    /// <summary>Whether its path holds a name that the operator chooses.</summary>
    public bool IsNamed => Path.Contains(".*", StringComparison.Ordinal);

    /// <summary>Whether a value is a list; else it is one text.</summary>
    public abstract bool IsList { get; }

    /// <summary>Whether an error must not repeat the value.</summary>
    public bool IsSecret { get; init; }

    internal string[] Steps { get; } = Path.Split('.');
}

/// <summary>A key and the type of its value.</summary>
internal sealed record Key<T>(string Path, ValueKind<T> Kind, string Meaning, string? Absent = null)
    : Key(Path, Kind.Allowed, Meaning, Absent)
{
    /// <inheritdoc/>
    public override bool IsList => false;
}

/// <summary>A key whose value is a list of texts.</summary>
internal sealed record ListKey(string Path, string Allowed, string Meaning, string? Absent = null)
    : Key(Path, Allowed, Meaning, Absent)
{
    /// <inheritdoc/>
    public override bool IsList => true;
}

/// <summary>All keys of one part of the configuration: what reads, checks and documents it.</summary>
/// <param name="Root">The section they are in.</param>
/// <param name="Keys">The keys, in the order of the reference.</param>
/// <param name="Elsewhere">A section under <paramref name="Root"/> that has a table of its own.</param>
internal sealed record KeyTable(string Root, IReadOnlyList<Key> Keys, string? Elsewhere = null)
{
    /// <summary>The reference as a Markdown table; the defaults are read from a reference.conf.</summary>
    public string ToMarkdown(Akka.Configuration.Config reference) =>
        "| key | default | allowed | meaning |\n|---|---|---|---|\n" + string.Concat(Keys.Select(key =>
            $"| `{key.Path}` | {Default(key, reference)} | {key.Allowed} | {key.Meaning} |\n"));

    private static string Default(Key key, Akka.Configuration.Config reference) =>
        key.IsNamed ? (key.Absent is null ? "required" : key.Absent.Length == 0 ? "" : $"`{key.Absent}`")
        : key.IsList ? $"`[{string.Join(", ", reference.GetStringList(key.Path))}]`"
        : reference.GetString(key.Path) is { Length: > 0 } text ? $"`{text}`" : "empty";
}
