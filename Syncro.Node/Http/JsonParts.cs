using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>Takes a JSON text apart one level deep, the parts as they were written.</summary>
internal static class JsonParts
{
    /// <summary>The properties of an object, in order, each name once.</summary>
    /// <exception cref="InvalidJsonException">The text is not JSON.</exception>
    /// <exception cref="RefusedException">It is JSON, but no object.</exception>
    public static List<KeyValuePair<string, JsonText>> Object(ReadOnlySpan<byte> utf8, string what) =>
        JsonGrammar.Guard(utf8, (ref Utf8JsonReader reader) =>
        {
            Begin(ref reader, JsonTokenType.StartObject, $"{what} is not an object");
            var names = new JsonKeys();
            var parts = new List<KeyValuePair<string, JsonText>>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                names.Add(name);
                reader.Read();
                parts.Add(new(name, JsonGrammar.ReadValue(ref reader)));
            }
            return parts;
        });

    /// <summary>The elements of an array, in order.</summary>
    /// <exception cref="InvalidJsonException">The text is not JSON.</exception>
    /// <exception cref="RefusedException">It is JSON, but no array.</exception>
    public static List<JsonText> Array(ReadOnlySpan<byte> utf8, string what) =>
        JsonGrammar.Guard(utf8, (ref Utf8JsonReader reader) =>
        {
            Begin(ref reader, JsonTokenType.StartArray, $"{what} is not an array");
            var parts = new List<JsonText>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                parts.Add(JsonGrammar.ReadValue(ref reader));
            return parts;
        });

    /// <summary>The .NET string of a JSON string.</summary>
    /// <exception cref="RefusedException">It is no string.</exception>
    public static string String(JsonText json, string what) =>
        JsonGrammar.Guard(json.Utf8, (ref Utf8JsonReader reader) =>
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.String
                ? reader.GetString()! : throw new RefusedException(Code.InvalidScribe, $"{what} is not a string");
        });

    /// <summary>A record's id.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static RecordId Id(JsonText json) =>
        JsonGrammar.Guard(json.Utf8, (ref Utf8JsonReader reader) =>
        {
            reader.Read();
            return RecordId.TryRead(ref reader, out var id, out var fault)
                ? id : throw new RefusedException(Code.InvalidScribe, fault!);
        });

    private static void Begin(ref Utf8JsonReader reader, JsonTokenType token, string otherwise)
    {
        reader.Read();
        if (reader.TokenType == token)
            return;
        _ = JsonGrammar.ReadValue(ref reader); // what is no JSON at all is said first
        throw new RefusedException(Code.InvalidScribe, otherwise);
    }
}
