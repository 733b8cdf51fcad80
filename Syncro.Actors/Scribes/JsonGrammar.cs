using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Syncro.Scribes;

/// <summary>
/// The one parser of JSON that comes from outside. Refused: invalid UTF-8, lone surrogates, repeated keys, nesting
/// deeper than <see cref="MaxDepth"/>, number tokens longer than <see cref="MaxNumber"/>, comments, trailing commas,
/// anything after the value.
/// </summary>
internal static class JsonGrammar
{
    /// <summary>Nesting of a whole message, at most.</summary>
    public const int MaxDepth = 32;

    /// <summary>Nesting of one attribute's value or one operation's data, at most: it fits in every message.</summary>
    public const int MaxValueDepth = 24;

    /// <summary>Bytes of one number token, at most.</summary>
    public const int MaxNumber = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>A strict reader over text whose UTF-8 was checked.</summary>
    /// <exception cref="InvalidJsonException">The text is not valid UTF-8.</exception>
    internal static Utf8JsonReader Reader(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? new(utf8, Options) : throw new InvalidJsonException("not valid UTF-8");

    /// <summary>A strict reader over a part of a text that was read whole before.</summary>
    internal static Utf8JsonReader ReaderOfChecked(ReadOnlySpan<byte> utf8) => new(utf8, Options);

    internal static byte[] Encode(string json) => JsonString.Encode(json);

    internal static JsonText Parse(ReadOnlySpan<byte> utf8) =>
        Guard(utf8, static (ref Utf8JsonReader reader) =>
        {
            reader.Read();
            return ReadValue(ref reader);
        });

    internal delegate T Parser<out T>(ref Utf8JsonReader reader);

    /// <summary>Runs a parser over a whole text and gives every way of failing one type.</summary>
    /// <exception cref="InvalidJsonException">The text or the parser's reading of it failed.</exception>
    internal static T Guard<T>(ReadOnlySpan<byte> utf8, Parser<T> parse)
    {
        try
        {
            var reader = Reader(utf8);
            var result = parse(ref reader);
            return reader.Read() ? throw new InvalidJsonException("text after the value") : result;
        }
        catch (Exception e) when (Fault(e) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>The one type for every way that a strict reader fails; null for an exception that is none of them.</summary>
    internal static InvalidJsonException? Fault(Exception e) => e switch
    {
        InvalidJsonException fault => fault,
        JsonException json => new(Plain(json), json),
        // The reader's answer to a lone surrogate written as an escape, and to a token of another kind.
        InvalidOperationException => new("a lone surrogate or a value of another kind", e),
        _ => null,
    };

    private static string Plain(JsonException e) =>
        e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
            ? $"nested deeper than {MaxDepth}"
            : $"not JSON at byte {e.BytePositionInLine} of line {(e.LineNumber ?? 0) + 1}";

    /// <summary>The value at the reader's token, checked and compacted; the reader ends on its last token.</summary>
    internal static JsonText ReadValue(ref Utf8JsonReader reader) => JsonValue.Read(ref reader, out _);

    /// <summary>How deep a value is nested: 0 for a scalar.</summary>
    internal static int Depth(JsonText value)
    {
        if (value.Utf8[0] is not ((byte)'{' or (byte)'['))
            return 0;
        var reader = new Utf8JsonReader(value.Utf8, Options);
        reader.Read();
        JsonValue.Read(ref reader, out var depth);
        return depth;
    }

    /// <summary>Writes a .NET string as JSON with the fewest escapes, so that one string has one form.</summary>
    internal static void WriteString(IBufferWriter<byte> output, string value) => JsonString.Write(output, value);
}

/// <summary>Text from outside that is not the JSON that Syncro takes.</summary>
public sealed class InvalidJsonException : SyncroException
{
    internal InvalidJsonException(string fault) : base($"invalid JSON: {fault}") { }

    internal InvalidJsonException(string fault, Exception inner) : base($"invalid JSON: {fault}", inner) { }
}
