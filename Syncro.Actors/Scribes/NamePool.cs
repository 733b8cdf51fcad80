using System.Text;
using System.Text.Json;

namespace Syncro.Scribes;

/// <summary>
/// Strings that come again and again off the wire, each made once: a cache of fixed size in which a newcomer takes the
/// place of whatever was there. Safe between threads, since an entry is one reference.
/// </summary>
internal static class NamePool
{
    private const int Slots = 4096;
    private const int Longest = 64;

    private static readonly Entry?[] Entries = new Entry?[Slots];

    /// <summary>The string that is the reader's token.</summary>
    public static string Read(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? reader.GetString()! : Of(reader.ValueSpan);

    /// <summary>The string of valid UTF-8.</summary>
    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > Longest)
            return Encoding.UTF8.GetString(utf8);
        var hash = 2166136261;
        foreach (var b in utf8)
            hash = (hash ^ b) * 16777619;
        ref var slot = ref Entries[(hash ^ (hash >> 16)) % Slots];
        if (slot is { } known && utf8.SequenceEqual(known.Utf8))
            return known.Text;
        var entry = new Entry(utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        slot = entry;
        return entry.Text;
    }

    private sealed record Entry(byte[] Utf8, string Text);
}
