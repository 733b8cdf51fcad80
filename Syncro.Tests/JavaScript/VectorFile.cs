using System.Text.Encodings.Web;
using System.Text.Json;
using Syncro.Scribes;
using Syncro.Tests.Settings;
using Syncro.Wire;

namespace Syncro.Tests.JavaScript;

/// <summary>One file of <c>Syncro.Js/vectors</c>: what is computed here, for the other side to compute too.</summary>
internal static class VectorFile
{
    private const string Regenerate = "SYNCRO_WRITE_VECTORS=on dotnet test -c Release --filter VectorsSpecs";

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    public static void Agrees(string name, object expected)
    {
        var file = Repository.Path($"Syncro.Js/vectors/{name}.json");
        var text = JsonSerializer.Serialize(expected, Options) + "\n";
        if (Environment.GetEnvironmentVariable("SYNCRO_WRITE_VECTORS") == "on")
            File.WriteAllText(file, text);
        else
            Assert.True(
                File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == text,
                $"{file} is not what is computed here. Write it anew: {Regenerate}");
    }

    public static string Text(Scribe scribe, long id = 1, bool endsSet = false) =>
        Text(new WireScribe(JsonText.Of(id), scribe, endsSet));

    public static string Text(WireScribe wire)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        ScribeJson.Write(output, wire.Id, wire.Scribe!, wire.EndsSet);
        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Text(Message message) => System.Text.Encoding.UTF8.GetString(MessageCodec.Encode(message));

    public static object? Place(Cursor? cursor) => cursor is null
        ? null : new { journal = cursor.Journal.Value, position = cursor.Position.Value, mark = cursor.Mark };

    public static object State(RecordState state) => new
    {
        created = state.Created.ToString(),
        destroyed = state.Destroyed.ToString(),
        registers = state.Registers.Select(r => new { name = r.Name, value = r.Value.ToString(), at = r.At.ToString() }),
    };

    public static IEnumerable<object> Rejected(IEnumerable<Rejection> rejected) =>
        rejected.Select(one => new { id = one.Id.ToString(), code = one.Code });
}
