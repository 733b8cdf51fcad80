using System.Buffers;
using System.Text.Json;

namespace Syncro.Node.Http;

/// <summary><c>/api/node</c>: what this node holds, and where.</summary>
internal sealed class NodeJson(IPeer peer)
{
    private static readonly string Version = typeof(NodeJson).Assembly.GetName().Version!.ToString(3);

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/api/node", async context =>
        await Answer.WriteAsync(context, 200, Body(await peer.StorageAsync(context.RequestAborted))));

    private static ReadOnlyMemory<byte> Body(PeerStorage storage)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("version", Version);
        json.WriteString("space", storage.Space);
        json.WriteStartArray("classes");
        foreach (var (name, records) in storage.Records)
        {
            json.WriteStartObject();
            json.WriteString("class", name);
            json.WriteNumber("records", records);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("storage");
        json.WriteString("kind", storage.Provider);
        json.WriteString("directory", storage.Directory);
        json.WriteNumber("bytes", storage.Bytes);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
