using System.Buffers;
using System.Globalization;
using System.Text;

namespace Syncro.Scribes;

/// <summary>Writes strings as JSON with the fewest escapes, so that one string has one form.</summary>
internal static class JsonString
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    /// <exception cref="InvalidJsonException">The string holds a lone surrogate.</exception>
    public static byte[] Encode(string text)
    {
        try
        {
            return Strict.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw new InvalidJsonException("a lone surrogate");
        }
    }

    /// <summary>Writes it quoted; a lone surrogate becomes U+FFFD.</summary>
    public static void Write(IBufferWriter<byte> output, string value)
    {
        output.Write("\""u8);
        Escape(output, value);
        output.Write("\""u8);
    }

    /// <summary>Writes the form of <see cref="Stamp.ToString"/>.</summary>
    public static void Write(IBufferWriter<byte> output, Stamp stamp)
    {
        if (stamp.IsNone)
        {
            output.Write("\"\""u8);
            return;
        }
        var start = output.GetSpan(18);
        start[0] = (byte)'"';
        stamp.Time.TryFormat(start[1..], out _, "x16", CultureInfo.InvariantCulture);
        start[17] = (byte)'@';
        output.Advance(18);
        Escape(output, stamp.Origin);
        output.Write("\""u8);
    }

    private static void Escape(IBufferWriter<byte> output, ReadOnlySpan<char> rest)
    {
        while (rest.IndexOfAny(Escaped) is var at and >= 0)
        {
            Encoding.UTF8.GetBytes(rest[..at], output);
            Encoding.ASCII.GetBytes(Escape(rest[at]), output);
            rest = rest[(at + 1)..];
        }
        Encoding.UTF8.GetBytes(rest, output);
    }

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        _ => $"\\u{(int)c:x4}",
    };
}
