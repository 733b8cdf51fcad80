using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>Tells messages by their <c>type</c>. Scribes that come after it are read as they are met.</summary>
internal static class MessageReader
{
    public static Decoded Read(ReadOnlySpan<byte> source, ref Utf8JsonReader reader)
    {
        var fields = new JsonFields(source);
        string? type = null, part = null;
        Result? result = null;
        ImmutableArray<WireScribe>? scribes = null;
        while (fields.Next(ref reader, out var key))
            if (key == "type" && reader.TokenType == JsonTokenType.String)
                type = NamePool.Read(ref reader);
            else if (key == "result" && type == "response")
                result = ResultReader.Read(source, ref reader);
            else if (key == "scribes" && type == "add_scribes" && reader.TokenType == JsonTokenType.StartArray)
                scribes = ResultReader.Scribes(ref reader);
            else if (key == "data" && type == "part" && reader.TokenType == JsonTokenType.String)
                part = reader.GetString();
            else
                fields.Keep(key, ref reader);
        if (type is null)
            return Decoded.Malformed("'type' is missing or not a string");
        var message = Message(type, ref fields, result, scribes, part);
        return fields.Fault is { } fault ? Decoded.Malformed($"{type}: {fault}") : new Decoded.Received(message);
    }

    private static Message Message(
        string type, ref JsonFields fields, Result? result, ImmutableArray<WireScribe>? scribes, string? part)
    {
        var id = fields.Json("id");
        return type switch
        {
            "response" => new Message.Response(id, result ?? Result(ref fields)),
            "add_scribes" => new Message.AddScribes(
                id, scribes ?? Scribes(ref fields), fields.Position("position"), fields.Mark("mark")),
            "add_scribe" => new Message.AddScribe(id, Scribe(ref fields)),
            "sync" when fields.Has("own") || fields.Kind("from") == JsonTokenType.StartObject => new Message.Sync(
                id, fields.Cursor("from"), fields.Flag("own"), fields.Rejected(required: false)),
            "sync" => new Message.LegacySync(id, LegacyFrom(ref fields)),
            "ack" => new Message.Ack(
                id, fields.Position("position"), fields.Mark("mark"), fields.Rejected(required: false)),
            "hello" => new Message.Hello(id, GreetingJson.Read(ref fields)),
            "noop" => new Message.Noop(id),
            "rpc" => new Message.Rpc(id, fields.Text("klass"), fields.Text("method"), fields.Array("args")),
            "part" => new Message.Part(id, fields.Flag("more"), part ?? fields.Text("data")),
            "error" => new Message.Error(id, fields.Integer("code"), fields.OptionalText("message") ?? ""),
            _ => new Message.Unknown(id, type),
        };
    }

    private static Result Result(ref JsonFields fields)
    {
        if (fields.Find("result", out var reader, out var source))
            return ResultReader.Read(source, ref reader);
        fields.Wrong("result", "a value");
        return new Result.Value(JsonText.Null);
    }

    private static ImmutableArray<WireScribe> Scribes(ref JsonFields fields)
    {
        if (fields.Find("scribes", out var reader, out _) && reader.TokenType == JsonTokenType.StartArray)
            return ResultReader.Scribes(ref reader);
        fields.Wrong("scribes", "an array");
        return [];
    }

    private static WireScribe Scribe(ref JsonFields fields)
    {
        if (!fields.Find("scribe", out var reader, out _) || reader.TokenType != JsonTokenType.StartObject)
            fields.Wrong("scribe", "an object");
        return fields.Fault is null ? ScribeJson.Read(ref reader, legacy: true) : new(JsonText.Null, null, false);
    }

    private static JsonText? LegacyFrom(ref JsonFields fields)
    {
        switch (fields.Kind("from"))
        {
            case JsonTokenType.String when fields.Text("from").Length > 0:
            case JsonTokenType.Number:
                return fields.Json("from");
            case JsonTokenType.None or JsonTokenType.Null or JsonTokenType.String:
                return null;
            default:
                fields.Wrong("from", "a scribe id");
                return null;
        }
    }
}
