namespace Syncro.TestKit.Simulated;

/// <summary>A hash of what happened, in order. Source: FNV-1a.</summary>
internal static class History
{
    private const ulong Prime = 1099511628211;

    public static ulong After(ulong before, ReadOnlySpan<byte> bytes)
    {
        var hash = before ^ 14695981039346656037;
        foreach (var b in bytes)
            hash = (hash ^ b) * Prime;
        return hash;
    }

    public static ulong After(ulong before, ulong happened)
    {
        var hash = before;
        for (var i = 0; i < 64; i += 8)
            hash = (hash ^ ((happened >> i) & 0xFF)) * Prime;
        return hash;
    }
}
