using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Syncro.Node.Http;

/// <summary><c>/api/status</c>.</summary>
internal sealed class StatusJson(IPeer peer)
{
    public void Map(IEndpointRouteBuilder app) => app.MapGet("/api/status", async context =>
        await Answer.WriteAsync(context, 200, Body(await peer.StatusAsync(context.RequestAborted))));

    private static ReadOnlyMemory<byte> Body(PeerStatus status)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("client", status.Client.Value);
        json.WriteString("journal", status.Journal.Value);
        json.WriteNumber("position", status.Position.Value);
        json.WriteNumber("records", status.Records);
        json.WriteStartArray("peers");
        foreach (var link in status.Peers)
        {
            json.WriteStartObject();
            json.WriteString("client", link.Client.Value);
            json.WriteBoolean("connected", link.Connected);
            json.WritePropertyName("seen");
            json.WriteRawValue(link.Seen.Utf8, skipInputValidation: true);
            json.WritePropertyName("head");
            json.WriteRawValue(link.Head.Utf8, skipInputValidation: true);
            json.WriteNumber("acknowledged", link.Acknowledged.Value);
            json.WriteNumber("behind", link.Behind);
            json.WriteString("lastError", link.LastError);
            if (link.Progress is var (scribes, fraction))
            {
                json.WriteStartObject("progress");
                json.WriteNumber("scribes", scribes);
                json.WriteNumber("fraction", Math.Round(fraction, 4));
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (!status.Players.IsEmpty)
            Players(json, status.Players);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }

    private static void Players(Utf8JsonWriter json, ImmutableArray<PlayerStatus> players)
    {
        json.WriteStartArray("players");
        foreach (var player in players)
        {
            json.WriteStartObject();
            json.WriteString("class", player.Class);
            json.WriteNumber("position", player.Position.Value);
            json.WriteNumber("behind", player.Behind);
            json.WriteString("paused", player.Paused);
            json.WriteStartArray("setAside");
            foreach (var scribe in player.SetAside)
            {
                json.WriteStartObject();
                json.WriteNumber("position", scribe.Position.Value);
                json.WriteString("error", scribe.Error);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
