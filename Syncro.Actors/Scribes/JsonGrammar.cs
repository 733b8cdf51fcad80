using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Syncro.Scribes;

/// <summary>
/// The one parser of JSON that comes from outside. Refused: invalid UTF-8, lone surrogates, repeated keys, nesting
/// deeper than <see cref="MaxDepth"/>, number tokens longer than <see cref="MaxNumber"/>, comments, trailing commas,
/// anything after the value.
/// </summary>
public static class JsonGrammar
{
    /// <summary>Nesting of a whole message, at most.</summary>
    public const int MaxDepth = 32;

    /// <summary>Bytes of one number token, at most.</summary>
    public const int MaxNumber = 1024;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>A strict reader over text whose UTF-8 was checked.</summary>
    /// <exception cref="InvalidJsonException">The text is not valid UTF-8.</exception>
    internal static Utf8JsonReader Reader(ReadOnlySpan<byte> utf8) =>
        Utf8.IsValid(utf8) ? new(utf8, Options) : throw new InvalidJsonException("not valid UTF-8");

    internal static byte[] Encode(string json)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(json);
        }
        catch (EncoderFallbackException)
        {
            throw new InvalidJsonException("a lone surrogate");
        }
    }

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
        catch (JsonException e)
        {
            throw new InvalidJsonException(Plain(e), e);
        }
        catch (InvalidOperationException e)
        {
            // The reader's answer to a lone surrogate written as an escape, and to a token of another kind.
            throw new InvalidJsonException("a lone surrogate or a value of another kind", e);
        }
    }

    private static string Plain(JsonException e) =>
        e.Message.Contains("depth", StringComparison.OrdinalIgnoreCase)
            ? $"nested deeper than {MaxDepth}"
            : $"not JSON at byte {e.BytePositionInLine} of line {(e.LineNumber ?? 0) + 1}";

    /// <summary>The value at the reader's token, checked and compacted; the reader ends on its last token.</summary>
    internal static JsonText ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return new(Scalar(ref reader));
        var output = new ArrayBufferWriter<byte>();
        Compact(ref reader, output);
        return new(output.WrittenSpan.ToArray());
    }

    private static void Compact(ref Utf8JsonReader reader, ArrayBufferWriter<byte> output)
    {
        var start = reader.CurrentDepth;
        var keys = new Stack<HashSet<string>?>();
        var separate = false;
        do
        {
            var token = reader.TokenType;
            if (separate && token is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
                output.Write(","u8);
            switch (token)
            {
                case JsonTokenType.StartObject:
                    output.Write("{"u8);
                    keys.Push(new(StringComparer.Ordinal));
                    break;
                case JsonTokenType.StartArray:
                    output.Write("["u8);
                    keys.Push(null);
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    output.Write(token == JsonTokenType.EndObject ? "}"u8 : "]"u8);
                    keys.Pop();
                    break;
                case JsonTokenType.PropertyName:
                    Unique(keys.Peek()!, reader.GetString()!);
                    Quoted(output, reader.ValueSpan);
                    output.Write(":"u8);
                    break;
                default:
                    output.Write(Scalar(ref reader));
                    break;
            }
            separate = token is not (JsonTokenType.PropertyName or JsonTokenType.StartObject or JsonTokenType.StartArray);
        } while ((keys.Count > 0 || reader.CurrentDepth > start) && reader.Read());
    }

    /// <summary>How deep a value is nested: 0 for a scalar.</summary>
    internal static int Depth(JsonText value)
    {
        if (value.Utf8[0] is not ((byte)'{' or (byte)'['))
            return 0;
        var (reader, deepest) = (new Utf8JsonReader(value.Utf8, Options), 0);
        while (reader.Read())
            deepest = Math.Max(deepest, reader.CurrentDepth + (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? 1 : 0));
        return deepest;
    }

    internal static void Unique(HashSet<string> keys, string key)
    {
        if (!keys.Add(key))
            throw new InvalidJsonException($"the key '{(key.Length > 80 ? key[..80] + "…" : key)}' is repeated");
    }

    private static byte[] Scalar(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                if (reader.ValueIsEscaped)
                    _ = reader.GetString();
                var text = new byte[reader.ValueSpan.Length + 2];
                text[0] = text[^1] = (byte)'"';
                reader.ValueSpan.CopyTo(text.AsSpan(1));
                return text;
            case JsonTokenType.Number when reader.ValueSpan.Length > MaxNumber:
                throw new InvalidJsonException($"a number of {reader.ValueSpan.Length} bytes is longer than {MaxNumber}");
            default:
                return reader.ValueSpan.ToArray();
        }
    }

    private static void Quoted(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> raw)
    {
        output.Write("\""u8);
        output.Write(raw);
        output.Write("\""u8);
    }

    /// <summary>Writes a .NET string as JSON with the fewest escapes, so that one string has one form.</summary>
    internal static void WriteString(IBufferWriter<byte> output, string value)
    {
        output.Write("\""u8);
        var rest = value.AsSpan();
        while (rest.IndexOfAny(Escaped) is var at and >= 0)
        {
            Encoding.UTF8.GetBytes(rest[..at], output);
            Encoding.ASCII.GetBytes(Escape(rest[at]), output);
            rest = rest[(at + 1)..];
        }
        Encoding.UTF8.GetBytes(rest, output);
        output.Write("\""u8);
    }

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

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

/// <summary>Text from outside that is not the JSON that Syncro takes.</summary>
public sealed class InvalidJsonException : SyncroException
{
    internal InvalidJsonException(string fault) : base($"invalid JSON: {fault}") { }

    internal InvalidJsonException(string fault, Exception inner) : base($"invalid JSON: {fault}", inner) { }
}
