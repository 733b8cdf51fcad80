using System.Text.Json.Nodes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Identity;

/// <summary>A peer that learns that it lost data, over a link that is cut before it has any of it back.</summary>
public sealed class LossSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_was_lost_is_asked_for_in_the_next_session_too_though_the_other_side_has_begun_to_read_again()
    {
        using var listener = WirePeer.Listen();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        await using var laptop = await TestPeer.StartAsync("laptop", _directory.Path, PeerSpecs.Dial("server", port));
        await laptop.CreateAsync("n1", "a");

        JsonNode head;
        using (var server = await WirePeer.AcceptAsync(listener))
        {
            head = await GreetAsync(server, null);
            var sync = await server.ReceiveAsync("sync");
            await server.SendAsync($$$"""
                {"type":"response","id":{{{sync["id"]}}},"result":{"scribes":[],"position":4096,"mark":"m","more":false}}
                """);
            await server.ReceiveAsync("ack");
        }
        using (var server = await WirePeer.AcceptAsync(listener))
        {
            var more = head.DeepClone();
            (more["position"], more["mark"]) = (40960, "of what was lost");
            await GreetAsync(server, more);
            Assert.Equal("true", (await server.ReceiveAsync("sync"))["own"]!.ToJsonString());
            var page = await server.AskAsync("sync", "\"from\":null,\"own\":false");
            Assert.Single(page["result"]!["scribes"]!.AsArray());
        }
        using (var server = await WirePeer.AcceptAsync(listener))
        {
            await GreetAsync(server, head);
            var sync = await server.ReceiveAsync("sync");
            Assert.Equal((0, "true"), ((int)sync["from"]!["position"]!, sync["own"]!.ToJsonString()));
        }
    }

    /// <summary>Answers a greeting, with how far the caller's journal was read; the head of that journal.</summary>
    private static async Task<JsonNode> GreetAsync(WirePeer server, JsonNode? seen)
    {
        var hello = await server.ReceiveAsync("hello");
        var ours = WirePeer.Hello("server", "s1");
        ours.Remove("type");
        ours.Remove("id");
        (ours["head"], ours["mark"], ours["seen"], ours["relay"]) = (4096, "m", seen?.DeepClone(), false);
        await server.SendAsync(new JsonObject { ["type"] = "response", ["id"] = hello["id"]!.DeepClone(), ["result"] = ours });
        return new JsonObject
        {
            ["journal"] = hello["journal"]!.DeepClone(),
            ["position"] = hello["head"]!.DeepClone(),
            ["mark"] = hello["mark"]!.DeepClone(),
        };
    }
}
