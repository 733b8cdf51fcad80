using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.WebSockets;

/// <summary>The other end of a WebSocket, which may do as it likes.</summary>
internal sealed class WebSocketCaller(ClientWebSocket socket) : IDisposable
{
    public WebSocketCloseStatus? Closed => socket.CloseStatus;

    /// <summary>Reads to the end; what the server closed with, null where its reset overtook that.</summary>
    public async Task<WebSocketCloseStatus?> ClosedAsync()
    {
        try
        {
            while (await ReceiveAsync() is not null)
                continue;
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode is WebSocketError.ConnectionClosedPrematurely)
        {
            // What it had sent is gone with the connection.
        }
        return Closed;
    }

    public Task SendAsync(string text, bool end = true) =>
        SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, end);

    public async Task SendAsync(byte[] bytes, WebSocketMessageType type, bool end)
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        await socket.SendAsync(bytes, type, end, limit.Token);
    }

    /// <summary>Greets; the answer.</summary>
    public async Task<JsonObject?> GreetAsync(string client, string? token = null)
    {
        var hello = WirePeer.Hello(client);
        if (token is not null)
            hello["token"] = token;
        await SendAsync(hello.ToJsonString());
        return await ReceiveAsync();
    }

    /// <summary>The next message; null where the server has closed.</summary>
    public async Task<JsonObject?> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        var (text, buffer) = (new MemoryStream(), new byte[64 << 10]);
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            text.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return JsonNode.Parse(text.ToArray())!.AsObject();
        }
    }

    /// <summary>The code that the server ends with, before it closes cleanly.</summary>
    public async Task<int> EndAsync()
    {
        JsonObject? last = null;
        while (await ReceiveAsync() is { } message)
            last = message;
        Assert.Equal(WebSocketCloseStatus.NormalClosure, Closed);
        return (int)last!["code"]!;
    }

    /// <summary>Sends no more.</summary>
    public async Task LeaveAsync()
    {
        using var limit = new CancellationTokenSource(Wait.Limit);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    public void Dispose() => socket.Dispose();
}
