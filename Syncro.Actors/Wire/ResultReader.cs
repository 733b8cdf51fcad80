using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>Tells results by their shape; what fits none of them whole is a plain value.</summary>
internal static class ResultReader
{
    /// <summary>
    /// Scribes in one message, at most: four times what the largest page of ours holds. The least JSON that could stand for
    /// one is two bytes, and what is refused is answered one by one.
    /// </summary>
    public const int MaxScribes = 16_384;

    public static Result Read(ReadOnlySpan<byte> source, ref Utf8JsonReader reader)
    {
        var again = reader;
        var shaped = reader.TokenType switch
        {
            JsonTokenType.StartArray => LegacyPage(ref reader),
            JsonTokenType.StartObject => Object(source, ref reader),
            _ => null,
        };
        if (shaped is Result.Page or Result.Greeted)
            return shaped;
        reader = again;
        var sent = JsonGrammar.ReadValue(ref reader);
        return shaped is null ? new Result.Value(sent) : shaped with { AsSent = sent };
    }

    public static ImmutableArray<WireScribe> Scribes(ref Utf8JsonReader reader)
    {
        var scribes = ImmutableArray.CreateBuilder<WireScribe>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (scribes.Count == MaxScribes)
                throw new InvalidJsonException($"more than {MaxScribes} scribes in one message");
            scribes.Add(ScribeJson.Read(ref reader, legacy: false));
        }
        return scribes.DrainToImmutable();
    }

    private static Result.LegacyPage? LegacyPage(ref Utf8JsonReader reader)
    {
        var scribes = ImmutableArray.CreateBuilder<WireScribe>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            scribes.Add(ScribeJson.Read(ref reader, legacy: true, out var named));
            if (!named || scribes.Count > MaxScribes)
                return null;
        }
        return new(scribes.DrainToImmutable());
    }

    private static Result? Object(ReadOnlySpan<byte> source, ref Utf8JsonReader reader)
    {
        var fields = new JsonFields(source);
        ImmutableArray<WireScribe>? scribes = null;
        while (fields.Next(ref reader, out var key))
            if (key == "scribes" && reader.TokenType == JsonTokenType.StartArray)
                scribes = Scribes(ref reader);
            else
                fields.Keep(key, ref reader);
        Result? result =
            scribes is { } page
                ? new Result.Page(page, fields.Position("position"), fields.Mark("mark"), fields.Flag("more"))
            : fields.Kind("reset") == JsonTokenType.True ? new Result.Reset()
            : fields.Has("client") && fields.Has("journal")
                ? new Result.Greeted(GreetingJson.Read(ref fields), fields.Flag("relay"))
            : fields.Has("position") ? new Result.Pushed(fields.Position("position"), fields.Rejected(required: true))
            : null;
        return fields.Fault is null ? result : null;
    }
}
