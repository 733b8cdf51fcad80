using System.Buffers;
using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Node.Settings;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary><c>/api/commit</c>: one change set, whole or not at all.</summary>
internal sealed class Commit(IPeer peer, HttpSettings settings)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost("/api/commit", CommitAsync);

    private async Task CommitAsync(HttpContext context)
    {
        var body = await Call.BodyAsync(context, settings);
        var changes = JsonParts.Array(body, "the body").Select(Change).ToImmutableArray();
        if (changes.IsEmpty)
            throw new RefusedException(Code.InvalidScribe, "there is nothing to commit");
        var committed = await peer.CommitAsync(changes, context.RequestAborted);
        await Answer.WriteAsync(context, 200, Body(committed));
    }

    private LocalChange Change(JsonText scribe, int index)
    {
        try
        {
            var parts = JsonParts.Object(scribe.Utf8, "it").ToDictionary(StringComparer.Ordinal);
            if (parts.Keys.FirstOrDefault(name => name is not ("klass" or "type" or "data")) is { } unknown)
                throw new RefusedException(Code.InvalidScribe, $"'{unknown}' is unknown; allowed: klass, type, data");
            var (className, type) = (Text(parts, "klass"), Text(parts, "type"));
            return Change(Call.Known(className, peer), type, Part(parts, "data"));
        }
        catch (RefusedException e)
        {
            throw new RefusedException(e.Code, $"scribe {index + 1}: {e.Message}");
        }
    }

    private static LocalChange Change(string className, string type, JsonText data) => type switch
    {
        "create" => RecordJson.Read(data.Utf8) is ({ } id, var attributes)
            ? new LocalChange.Create(new(className, id), attributes)
            : throw new RefusedException(Code.InvalidScribe, "the data of a create has no id"),
        "update" => Elements(data, 2, "[id, {…}]") is [var id, var values]
            && RecordJson.Read(values.Utf8) is (null, var attributes)
            ? new LocalChange.Update(new(className, JsonParts.Id(id)), attributes)
            : throw new RefusedException(Code.InvalidScribe, "an update can't change the id"),
        "destroy" => new LocalChange.Destroy(new(className, JsonParts.Id(Elements(data, 1, "[id]")[0]))),
        "withdraw" => throw new RefusedException(Code.InvalidScribe, "a withdraw is made by peers alone"),
        _ => Names.Fault("type", type) is { } fault
            ? throw new RefusedException(Code.InvalidScribe, fault)
            : new LocalChange.Operation(className, type, data),
    };

    private static List<JsonText> Elements(JsonText data, int count, string form) =>
        JsonParts.Array(data.Utf8, "data") is var elements && elements.Count == count
            ? elements : throw new RefusedException(Code.InvalidScribe, $"data is not {form}");

    private static JsonText Part(Dictionary<string, JsonText> parts, string name) =>
        parts.TryGetValue(name, out var value) ? value : throw new RefusedException(Code.InvalidScribe, $"{name} is missing");

    private static string Text(Dictionary<string, JsonText> parts, string name) => JsonParts.String(Part(parts, name), name);

    private static ReadOnlyMemory<byte> Body(Committed committed)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("{\"position\":"u8);
        output.Write(JsonText.Of(committed.Position.Value).Utf8);
        output.Write(",\"outcomes\":["u8);
        for (var i = 0; i < committed.Outcomes.Length; i++)
        {
            if (i > 0)
                output.Write(","u8);
            output.Write(committed.Outcomes[i] switch
            {
                Outcome.Created => "\"created\""u8,
                Outcome.Changed => "\"changed\""u8,
                _ => "\"unchanged\""u8,
            });
        }
        output.Write("]}"u8);
        return output.WrittenMemory;
    }
}
