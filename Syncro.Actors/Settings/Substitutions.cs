namespace Syncro.Settings;

/// <summary>The <c>${…}</c> of a HOCON text. Akka's parser follows one that comes back to itself for ever.</summary>
internal sealed class Substitutions
{
    /// <summary>In one text, at most.</summary>
    public const int Most = 256;

    private readonly List<(string From, string To, int At)> _all = [];

    /// <summary>The value of a key holds a substitution.</summary>
    /// <param name="from">The path of the key.</param>
    /// <param name="to">What stands between the braces.</param>
    /// <param name="at">Where it is.</param>
    /// <returns>False: there are too many.</returns>
    public bool Add(string from, string to, int at)
    {
        _all.Add((from, Plain(to), at));
        return _all.Count <= Most;
    }

    /// <summary>A path without quotes and white space.</summary>
    public static string Plain(string path) => string.Concat(path.Where(c => c != '"' && !char.IsWhiteSpace(c)));

    /// <summary>Where one stands whose value is, or holds, or is held by the value that it stands in; null where none does.</summary>
    public int? Circle()
    {
        foreach (var (from, to, at) in _all)
        {
            var (next, seen) = (new Stack<string>([to]), new HashSet<string>());
            while (next.TryPop(out var path))
            {
                if (Touch(path, from))
                    return at;
                if (seen.Add(path))
                    foreach (var other in _all.Where(other => Touch(other.From, path)))
                        next.Push(other.To);
            }
        }
        return null;
    }

    // To know a value is to know what is in it, and what it is in may be one that is put in its place.
    private static bool Touch(string one, string other) =>
        one.Length <= other.Length ? IsOrHolds(one, other) : IsOrHolds(other, one);

    private static bool IsOrHolds(string outer, string inner) =>
        inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == outer.Length || inner[outer.Length] == '.');
}
