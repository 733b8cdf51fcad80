using System.Collections.Immutable;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Syncro.Settings;

/// <summary>Reads a configuration by a table of keys. Every error names the key, where it stands and what is allowed.</summary>
internal sealed class KeyReader
{
    private readonly SettingsSource _source;
    private readonly KeyTable _table;
    private readonly HoconValue _root;

    /// <summary>Refuses what the table doesn't know.</summary>
    /// <param name="source">What was configured.</param>
    /// <param name="reference">The defaults of every key whose path is fixed.</param>
    /// <param name="table">The keys.</param>
    /// <exception cref="InvalidSettingsException">A key is unknown, or a section is a value or a value a section.</exception>
    public KeyReader(SettingsSource source, Config reference, KeyTable table)
    {
        (_source, _table) = (source, table);
        _root = source.Config.WithFallback(reference).Root;
        if (Find(table.Root.Split('.')) is { } section)
            Walk(section, [.. table.Root.Split('.')]);
    }

    /// <summary>The value of a key; <paramref name="name"/> stands for the <c>*</c> in its path.</summary>
    public T Get<T>(Key<T> key, string? name = null)
    {
        var path = Steps(key, name);
        var text = Find(path) is { } value ? value.GetString() : key.IsNamed ? key.Absent : null;
        if (text is null)
            throw Fault(path, $"is missing; allowed: {key.Allowed}");
        var reading = key.Kind.Read(text.Trim());
        return reading.Ok ? reading.Value! : throw Fault(path, Refusal(key, text, reading.Fault));
    }

    /// <summary>The values of a list; empty where it is absent.</summary>
    public ImmutableArray<string> Get(ListKey key, string? name = null) =>
        Find(Steps(key, name)) is { } value ? [.. Items(value).Select(item => item.GetString())] : [];

    /// <summary>Whether a key under a chosen name is there.</summary>
    public bool Has(Key key, string name) => Find(Steps(key, name)) is not null;

    /// <summary>The names chosen in a section, sorted.</summary>
    public ImmutableArray<string> Names(string section) =>
        Find(section.Split('.')) is { } value && value.IsObject()
            ? [.. value.GetObject().Items.Keys.Order(StringComparer.Ordinal)] : [];

    /// <summary>An error about a key.</summary>
    public InvalidSettingsException Fault(Key key, string? name, string what) => Fault(Steps(key, name), what);

    /// <summary>An error about a chosen name.</summary>
    public InvalidSettingsException Fault(string section, string name, string what) =>
        Fault([.. section.Split('.'), name], what);

    private static string Refusal(Key key, string text, string? fault) =>
        (key.IsSecret ? "has a value that is not allowed" : $"is '{(text.Length > 80 ? text[..80] + "…" : text)}'")
        + (fault is null ? "" : $": {fault}") + $"; allowed: {key.Allowed}";

    private InvalidSettingsException Fault(IReadOnlyList<string> path, string what)
    {
        var dotted = string.Join('.', path.Select(step => step.Contains('.', StringComparison.Ordinal) ? $"\"{step}\"" : step));
        return new($"{_source.Origin(dotted)}{dotted} {what}");
    }

    private static string[] Steps(Key key, string? name) =>
        [.. key.Steps.Select(step => step == "*" ? name ?? throw new ArgumentNullException(nameof(name)) : step)];

    private HoconValue? Find(IEnumerable<string> path)
    {
        var value = _root;
        foreach (var step in path)
            if (value is null || !value.IsObject() || !value.GetObject().Items.TryGetValue(step, out value))
                return null;
        return value;
    }

    private void Walk(HoconValue section, ImmutableArray<string> path)
    {
        if (!section.IsObject())
            throw Fault(path, $"is a section, not a value; allowed in it: {Allowed(path)}");
        foreach (var (name, value) in section.GetObject().Items)
        {
            ImmutableArray<string> below = [.. path, name];
            if (string.Join('.', below) == _table.Elsewhere)
                continue;
            if (_table.Keys.FirstOrDefault(key => key.Steps.Length == below.Length && Begins(key, below)) is { } exact)
                CheckShape(exact, value, below);
            else if (_table.Keys.Any(key => Begins(key, below)))
                Walk(value, below);
            else
                throw Fault(below, $"is unknown; allowed in {string.Join('.', path)}: {Allowed(path)}");
        }
    }

    private void CheckShape(Key key, HoconValue value, ImmutableArray<string> path)
    {
        if (value.IsObject())
            throw Fault(path, $"is a value, not a section; allowed: {key.Allowed}");
        if (key.IsList != IsList(value))
            throw Fault(path, $"is {(key.IsList ? "not a list" : "a list")}; allowed: {key.Allowed}");
    }

    private static bool Begins(Key key, ImmutableArray<string> path) =>
        key.Steps.Length >= path.Length
        && !path.Where((step, at) => key.Steps[at] != "*" && key.Steps[at] != step).Any();

    private string Allowed(ImmutableArray<string> path) => string.Join(", ", _table.Keys
        .Where(key => key.Steps.Length > path.Length && Begins(key, path))
        .Select(key => key.Steps[path.Length]).Distinct().Select(step => step == "*" ? "any name" : step));

    // An empty list is no array to Akka where white space follows it.
    private static bool IsList(HoconValue value) => value.Values.OfType<HoconArray>().Any();

    private static IEnumerable<HoconValue> Items(HoconValue value) => value.Values.OfType<HoconArray>().SelectMany(array => array);
}
