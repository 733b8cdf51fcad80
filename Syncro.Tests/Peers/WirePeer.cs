using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Syncro.Wire;

namespace Syncro.Tests.Peers;

/// <summary>The other end of a connection: JSON in frames, of either version and in either role.</summary>
internal sealed class WirePeer(TcpClient connection, Stream? encrypted = null) : IDisposable
{
    // As the original writes it: letters as they are.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stream _stream = encrypted ?? connection.GetStream();
    private long _id = 1000;

    public static async Task<WirePeer> DialAsync(int port)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port);
        return new(connection);
    }

    public static async Task<WirePeer> AcceptAsync(TcpListener listener) =>
        new(await listener.AcceptTcpClientAsync().WaitAsync(Wait.Limit));

    public static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    /// <summary>Greeted and answered in version 2.</summary>
    public static async Task<WirePeer> GreetAsync(int port, JsonObject hello)
    {
        var peer = await DialAsync(port);
        await peer.SendAsync(hello);
        var answer = await peer.ReceiveAsync();
        Assert.True(answer["result"]?["client"] is not null, answer.ToJsonString());
        return peer;
    }

    public static JsonObject Hello(string client, string journal = "j1", long id = 1) => new()
    {
        ["type"] = "hello",
        ["id"] = id,
        ["protocol"] = 2,
        ["space"] = "main",
        ["client"] = client,
        ["journal"] = journal,
        ["head"] = 0,
        ["mark"] = "",
        ["seen"] = null,
        ["features"] = new JsonArray(),
        ["classes"] = "*",
        ["now"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
    };

    public Task SendAsync(string json) => SendAsync(JsonNode.Parse(json)!);

    public async Task SendAsync(JsonNode json)
    {
        foreach (var frame in Frames.Encode(Encoding.UTF8.GetBytes(json.ToJsonString(Plain))))
            await _stream.WriteAsync(frame.ToArray());
    }

    /// <summary>A text as it is, in as many parts as it needs.</summary>
    public async Task SendTextAsync(string text)
    {
        foreach (var frame in Frames.Encode(Encoding.UTF8.GetBytes(text)))
            await _stream.WriteAsync(frame.ToArray());
    }

    public Task SendBytesAsync(byte[] bytes) => _stream.WriteAsync(bytes).AsTask();

    /// <summary>Sends a request of our own number; what comes before its answer is passed over.</summary>
    public async Task<JsonObject> AskAsync(string type, string fields)
    {
        var id = ++_id;
        await SendAsync($$"""{"type":"{{type}}","id":{{id}}{{(fields.Length > 0 ? "," : "")}}{{fields}}}""");
        return await ReceiveAsync(message =>
            message["type"]!.ToString() == "error"
            || (message["type"]!.ToString() == "response" && message["id"]!.ToJsonString() == $"{id}"));
    }

    /// <summary>The next message, put together from its parts; fails where the connection ends first.</summary>
    public async Task<JsonObject> ReceiveAsync() =>
        await TryReceiveAsync() ?? throw new EndOfStreamException("the connection ended");

    public async Task<JsonObject> ReceiveAsync(Func<JsonObject, bool> wanted)
    {
        while (true)
            if (await ReceiveAsync() is var message && wanted(message))
                return message;
    }

    public Task<JsonObject> ReceiveAsync(string type) => ReceiveAsync(message => message["type"]!.ToString() == type);

    /// <summary>Null at the end of the connection.</summary>
    public async Task<JsonObject?> TryReceiveAsync()
    {
        var parts = new StringBuilder();
        while (await FrameAsync() is { } frame)
        {
            var message = JsonNode.Parse(frame)!.AsObject();
            if (message["type"]!.ToString() != "part")
                return message;
            parts.Append(message["data"]);
            if (!message["more"]!.GetValue<bool>())
                return JsonNode.Parse(parts.ToString())!.AsObject();
        }
        return null;
    }

    /// <summary>Whether the other end has closed, all that it sent being read.</summary>
    public bool HasEnded => connection.Client.Poll(0, SelectMode.SelectRead) && connection.Available == 0;

    /// <summary>The other end closes, after whatever it still sends.</summary>
    public async Task<JsonObject?> LastAsync()
    {
        JsonObject? last = null;
        while (await TryReceiveAsync() is { } message)
            last = message;
        return last;
    }

    /// <summary>The next frame's body as it is; null at the end of the connection.</summary>
    public async Task<byte[]?> FrameAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        var prefix = new byte[2];
        try
        {
            if (await _stream.ReadAtLeastAsync(prefix, 2, throwOnEndOfStream: false, limit.Token) < 2)
                return null;
            var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            await _stream.ReadExactlyAsync(body, limit.Token);
            return body;
        }
        catch (IOException e) when (e.InnerException is SocketException)
        {
            return null;
        }
    }

    public void Dispose() => connection.Dispose();
}
