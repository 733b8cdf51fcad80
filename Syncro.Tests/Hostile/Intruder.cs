using System.Text.Json.Nodes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Hostile;

/// <summary>A client in session, with an empty journal, that may send what it likes.</summary>
internal sealed class Intruder : IDisposable
{
    private long _position;

    private Intruder(WirePeer wire, string client) => (Wire, Client) = (wire, client);

    public WirePeer Wire { get; }

    public string Client { get; }

    public static async Task<Intruder> JoinAsync(int port, string client = "evil")
    {
        var wire = await WirePeer.GreetAsync(port, WirePeer.Hello(client));
        var sync = await wire.ReceiveAsync("sync");
        await wire.SendAsync($$"""{"type":"response","id":{{sync["id"]}},"result":{"scribes":[],"position":0,"mark":"","more":false} }""");
        return new(wire, client);
    }

    /// <summary>A stamp of its own, now or a time later.</summary>
    public static string Stamp(string origin, TimeSpan later = default) =>
        $"{(DateTimeOffset.UtcNow + later).ToUnixTimeMilliseconds() << 16:x16}@{origin}";

    public string Create(string data, string? at = null, string klass = "Note") =>
        $$"""{"klass":"{{klass}}","type":"create","data":{{data}},"id":1,"at":"{{at ?? Stamp(Client)}}"}""";

    public string Update(string data, string klass = "Note") =>
        $$"""{"klass":"{{klass}}","type":"update","data":{{data}},"id":1,"at":"{{Stamp(Client)}}"}""";

    /// <summary>The answer to a push of scribes.</summary>
    public Task<JsonObject> PushAsync(params string[] scribes) => Wire.AskAsync(
        "add_scribes", $"\"scribes\":[{string.Join(',', scribes)}],\"position\":{_position += 4096},\"mark\":\"m\"");

    /// <summary>The code with which the one scribe of a push is refused; null where it is taken.</summary>
    public async Task<int?> CodeAsync(string scribe)
    {
        var answer = await PushAsync(scribe);
        return answer["type"]!.ToString() == "error" ? (int)answer["code"]! : (int?)answer["result"]!["rejected"]!.AsArray().FirstOrDefault()?["code"];
    }

    public Task<JsonObject> SyncAsync(string from = "null") => Wire.AskAsync("sync", $"\"from\":{from},\"own\":false");

    public void Dispose() => Wire.Dispose();
}
