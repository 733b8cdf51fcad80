using System.Buffers;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>Scribes as JSON, in the forms of both versions.</summary>
internal static class ScribeJson
{
    /// <summary>Bytes of one scribe in the version-2 form, at most.</summary>
    public const int MaxScribe = 512 * 1024;

    private static readonly JsonText LongestId = JsonText.Of(Position.Limit - 1);

    /// <summary>The version-2 form.</summary>
    public static void Write(IBufferWriter<byte> output, JsonText id, Scribe scribe, bool endsSet) =>
        ScribeWriter.Write(output, id, scribe, endsSet);

    /// <summary>The version-1 form; a withdraw is written as a destroy.</summary>
    public static void WriteLegacy(IBufferWriter<byte> output, JsonText id, Scribe scribe) =>
        ScribeWriter.WriteLegacy(output, id, scribe);

    /// <summary>
    /// The scribe at the reader's token; the reader ends on its last token. A scribe that can't be recorded is a value
    /// with a fault; only what makes the whole message no JSON of ours throws.
    /// </summary>
    /// <exception cref="InvalidJsonException">See <see cref="JsonGrammar"/>; the reader's own exceptions besides.</exception>
    public static WireScribe Read(ref Utf8JsonReader reader, bool legacy) => Read(ref reader, legacy, out _);

    /// <param name="named">Whether it is an object with a <c>klass</c>.</param>
    public static WireScribe Read(ref Utf8JsonReader reader, bool legacy, out bool named)
    {
        var parts = new ScribeParts(legacy);
        var start = reader.TokenStartIndex;
        parts.Read(ref reader);
        named = parts.Class is not null;
        var read = parts.Build();
        return read.Scribe is { } scribe && reader.BytesConsumed - start > MaxScribe / 2 && Size(scribe) > MaxScribe
            ? read with { Scribe = null, Fault = new(Code.TooLarge, $"scribe of more than {MaxScribe} bytes") }
            : read;
    }

    /// <summary>Its bytes in the version-2 form with the longest id and <c>commit</c>: the same wherever it is counted.</summary>
    public static int Size(Scribe scribe)
    {
        var output = Scratch.Rent();
        ScribeWriter.Write(output, LongestId, scribe, endsSet: true);
        var size = output.WrittenCount;
        Scratch.Return(output);
        return size;
    }
}
