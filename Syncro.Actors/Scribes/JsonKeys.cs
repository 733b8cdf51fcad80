using System.Runtime.CompilerServices;

namespace Syncro.Scribes;

/// <summary>The keys met in one JSON object; the first few take no memory of their own.</summary>
internal struct JsonKeys
{
    private const int Few = 16;

    private Inline _few;
    private HashSet<string>? _many;
    private int _count;

    /// <exception cref="InvalidJsonException">The key was met before.</exception>
    public void Add(string key)
    {
        if (_count < Few)
        {
            foreach (var known in ((ReadOnlySpan<string>)_few)[.._count])
                if (known == key)
                    throw Repeated(key);
            _few[_count++] = key;
            return;
        }
        _many ??= new(((ReadOnlySpan<string>)_few).ToArray(), StringComparer.Ordinal);
        if (!_many.Add(key))
            throw Repeated(key);
    }

    private static InvalidJsonException Repeated(string key) =>
        new($"the key '{(key.Length > 80 ? key[..80] + "…" : key)}' is repeated");

    [InlineArray(Few)]
    private struct Inline
    {
        private string _first;
    }
}
