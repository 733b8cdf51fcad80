using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Syncro.Tests.Hostile;
using Syncro.Tests.Peers;
using Syncro.Tests.Proxy;
using Syncro.Tests.Records;
using Syncro.Tests.WebSockets;
using Syncro.Wire;

namespace Syncro.Tests.Connections;

/// <summary>Who is sent deflated messages, and from whom they are taken.</summary>
public sealed class CompressionSpecs : IDisposable
{
    private const string Listens = "syncro.listen.main.uri = \"tcp://127.0.0.1:0\"", Off = "syncro.wire.compression = off";
    private const string Sync = """{"type":"sync","id":2,"from":null,"own":false}""";

    private static readonly string Title = string.Concat(Enumerable.Range(0, 40_000));

    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private async Task<TestPeer> ServerAsync(string hocon = "")
    {
        var server = await TestPeer.StartAsync("server", _directory.File("server"), $"{Listens}\n{hocon}");
        await server.CreateAsync("n", Title);
        return server;
    }

    private static JsonObject Hello(params string[] features)
    {
        var hello = WirePeer.Hello("laptop");
        hello["features"] = new JsonArray([.. features.Select(name => JsonValue.Create(name))]);
        return hello;
    }

    private static byte[] Packed(string message)
    {
        var packed = new MemoryStream();
        packed.Write([0, 0, Packing.Last]);
        using (var deflating = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflating.Write(Encoding.UTF8.GetBytes(message));
        var frame = packed.ToArray();
        (frame[0], frame[1]) = ((byte)((frame.Length - 2) >> 8), (byte)(frame.Length - 2));
        return frame;
    }

    [Fact]
    public async Task Who_names_the_feature_is_sent_long_messages_deflated_and_may_send_so_too()
    {
        await using var server = await ServerAsync();
        using var caller = await WirePeer.DialAsync(server.Port);
        await caller.SendAsync(Hello("deflate", "telepathy"));
        Assert.Equal("""["deflate"]""", (await caller.ReceiveAsync())["result"]!["features"]!.ToJsonString());
        await caller.SendBytesAsync(Packed(Sync));
        var packed = new MemoryStream();
        while (packed.Length == 0 && await caller.FrameAsync() is { } frame)
        {
            if (frame[0] == '{')
                continue;
            for (; frame![0] == Packing.More; frame = await caller.FrameAsync())
                packed.Write(frame.AsSpan(1));
            packed.Write(frame.AsSpan(1));
        }
        Assert.InRange(packed.Length, 1, Title.Length);
        packed.Position = 0;
        using var inflating = new DeflateStream(packed, CompressionMode.Decompress);
        var page = (await JsonNode.ParseAsync(inflating))!["result"]!;
        Assert.Equal(Title, page["scribes"]![0]!["data"]!["title"]!.ToString());
    }

    [Theory]
    [InlineData("", "telepathy", "[\"deflate\"]")]
    [InlineData(Off, "deflate", "[]")]
    public async Task Where_not_both_name_it_everything_goes_as_it_is_and_nothing_deflated_is_taken(
        string hocon, string feature, string named)
    {
        await using var server = await ServerAsync(hocon);
        using var caller = await WirePeer.DialAsync(server.Port);
        await caller.SendAsync(Hello(feature));
        Assert.Equal(named, (await caller.ReceiveAsync("response"))["result"]!["features"]!.ToJsonString());
        await caller.SendAsync(Sync);
        var page = await caller.ReceiveAsync("response");
        Assert.Equal(Title, page["result"]!["scribes"]![0]!["data"]!["title"]!.ToString());
        await caller.SendBytesAsync(Packed(Sync));
        Assert.Equal(400, (int)(await caller.LastAsync())!["code"]!);
    }

    [Fact]
    public async Task Nobody_has_anything_inflated_before_it_is_known()
    {
        await using var server = await ServerAsync();
        using var caller = await WirePeer.DialAsync(server.Port);
        await caller.SendBytesAsync(Packed(Hello("deflate").ToJsonString()));
        var refused = await caller.LastAsync();
        Assert.Equal(400, (int)refused!["code"]!);
        Assert.Contains("not agreed", refused["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_that_inflate_to_a_thousand_times_their_size_leave_the_processors_to_others()
    {
        await using var pair = await HonestPair.StartAsync("syncro.access.anonymous = on");
        using var evil = await WirePeer.DialAsync(pair.Port);
        await evil.SendAsync(Hello("deflate"));
        var unknown = Packed($$"""{"type":"unknown","id":7,"x":"{{new string('x', 4_000_000)}}"}""");
        Assert.InRange(unknown.Length, 0, 20_000);
        for (var i = 0; i < 100; i++)
            await evil.SendBytesAsync(unknown);
        await pair.StillWellAsync();
        Assert.Equal(400, (int)(await evil.ReceiveAsync("error"))["code"]!);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", Off)]
    [InlineData(Off, "")]
    public async Task Two_peers_agree_on_it_where_both_have_it_on(string here, string there)
    {
        await using var server = await ServerAsync(here);
        using var line = new FaultProxy(server.Port, keep: true);
        await using var laptop = await TestPeer.StartAsync(
            "laptop", _directory.File("laptop"), $"syncro.peers.server.uri = \"tcp://127.0.0.1:{line.Port}\"\n{there}");
        await Wait.ForTitle("n", Title, laptop);
        await laptop.CreateAsync("back", Title);
        await Wait.ForTitle("back", Title, server);
        Assert.Equal((here == there, here == there), (line.Received.Length < Title.Length, line.Sent < Title.Length));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", Off)]
    [InlineData(Off, "")]
    public async Task Over_a_WebSocket_they_agree_likewise(string here, string there)
    {
        await using var node = await WebSocketFixture.StartAsync(here, compression: here.Length == 0);
        await node.Server.CreateAsync("n", Title);
        using var line = new FaultProxy(new Uri(node.Http.Url).Port, keep: true);
        var laptop = await node.DialAsync("laptop", more: there, port: line.Port);
        await Wait.ForTitle("n", Title, laptop);
        await laptop.CreateAsync("back", Title);
        await Wait.ForTitle("back", Title, node.Server);
        Assert.Equal((here == there, here == there), (line.Received.Length < Title.Length, line.Sent < Title.Length));
    }
}
