using System.Buffers;
using System.Text.Json;

namespace Syncro.Scribes;

/// <summary>Walks one value of a strict reader: see <see cref="JsonGrammar"/> for what it refuses.</summary>
internal static class JsonValue
{
    /// <summary>Compacts the value at the reader's token, and tells how deep it nests: 0 for a scalar.</summary>
    public static JsonText Read(ref Utf8JsonReader reader, out int depth)
    {
        depth = 0;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
            return new(Scalar(ref reader));
        var output = Scratch.Rent();
        depth = Walk(ref reader, output);
        var text = output.WrittenSpan.ToArray();
        Scratch.Return(output);
        return new(text);
    }

    /// <summary>Checks the value and leaves the reader on its last token; returns how deep it nests.</summary>
    public static int Check(ref Utf8JsonReader reader) => Walk(ref reader, null);

    private static int Walk(ref Utf8JsonReader reader, ArrayBufferWriter<byte>? output)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return Object(ref reader, output);
            case JsonTokenType.StartArray:
                return Array(ref reader, output);
            default:
                CheckScalar(ref reader);
                if (output is null)
                    return 0;
                if (reader.TokenType == JsonTokenType.String)
                    Quoted(output, reader.ValueSpan);
                else
                    output.Write(reader.ValueSpan);
                return 0;
        }
    }

    private static int Object(ref Utf8JsonReader reader, ArrayBufferWriter<byte>? output)
    {
        var keys = new JsonKeys();
        var depth = 0;
        var separator = "{"u8;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            keys.Add(NamePool.Read(ref reader));
            if (output is not null)
            {
                output.Write(separator);
                Quoted(output, reader.ValueSpan);
                output.Write(":"u8);
                separator = ","u8;
            }
            reader.Read();
            depth = Math.Max(depth, Walk(ref reader, output));
        }
        output?.Write(separator[0] == (byte)'{' ? "{}"u8 : "}"u8);
        return depth + 1;
    }

    private static int Array(ref Utf8JsonReader reader, ArrayBufferWriter<byte>? output)
    {
        var depth = 0;
        var separator = "["u8;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            output?.Write(separator);
            separator = ","u8;
            depth = Math.Max(depth, Walk(ref reader, output));
        }
        output?.Write(separator[0] == (byte)'[' ? "[]"u8 : "]"u8);
        return depth + 1;
    }

    private static byte[] Scalar(ref Utf8JsonReader reader)
    {
        CheckScalar(ref reader);
        if (reader.TokenType != JsonTokenType.String)
            return reader.ValueSpan.ToArray();
        var text = new byte[reader.ValueSpan.Length + 2];
        text[0] = text[^1] = (byte)'"';
        reader.ValueSpan.CopyTo(text.AsSpan(1));
        return text;
    }

    private static void CheckScalar(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length > JsonGrammar.MaxNumber)
            throw new InvalidJsonException(
                $"a number of {reader.ValueSpan.Length} bytes is longer than {JsonGrammar.MaxNumber}");
        if (reader.TokenType == JsonTokenType.String && reader.ValueIsEscaped)
            _ = reader.GetString(); // throws at a lone surrogate
    }

    private static void Quoted(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> raw)
    {
        output.Write("\""u8);
        output.Write(raw);
        output.Write("\""u8);
    }
}
