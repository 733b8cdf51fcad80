using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Benchmarks;

/// <summary>A client by its connection alone: it speaks the protocol and keeps nothing.</summary>
internal sealed class PlainClient : IDisposable
{
    private readonly TcpClient _connection = new() { NoDelay = true };
    private readonly MessageDecoder _decoder = new(new(int.MaxValue, TimeSpan.MaxValue));
    private Stream _input = Stream.Null;

    /// <summary>One that has greeted and caught up.</summary>
    public static async Task<PlainClient> JoinAsync(int port, ClientId client, CancellationToken cancel)
    {
        var joined = new PlainClient();
        try
        {
            await joined._connection.ConnectAsync(IPAddress.Loopback, port, cancel);
            joined._input = new BufferedStream(joined._connection.GetStream(), 64 * 1024);
            await joined.GreetAsync(client, cancel);
            return joined;
        }
        catch
        {
            joined.Dispose();
            throw;
        }
    }

    private async Task GreetAsync(ClientId client, CancellationToken cancel)
    {
        await SendAsync(new Message.Hello(JsonText.Of(1), new(
            2, "main", client, null, new($"journal of {client}"), Position.Zero, "", null, [], Classes.All,
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())), cancel);
        var theirs = await ReceiveAsync(message => (message as Message.Response)?.Result as Result.Greeted, cancel);
        var asked = await ReceiveAsync(message => message as Message.Sync, cancel);
        await SendAsync(new Message.Response(asked.Id, new Result.Page([], Position.Zero, "", false)), cancel);
        var greeting = theirs.Greeting;
        await SendAsync(new Message.Sync(JsonText.Of(2), new(greeting.Journal, greeting.Head, greeting.Mark), false, []), cancel);
        await ReceiveAsync(message => (message as Message.Response)?.Result as Result.Page, cancel);
    }

    public async Task SendAsync(Message message, CancellationToken cancel)
    {
        foreach (var frame in Frames.Encode(MessageCodec.Encode(message)))
            await _connection.GetStream().WriteAsync(frame.ToArray(), cancel);
    }

    /// <summary>The next message that is wanted; those before it are passed over.</summary>
    /// <exception cref="BenchmarkFailedException">An error came, or what is none of the protocol.</exception>
    public async Task<T> ReceiveAsync<T>(Func<Message, T?> wanted, CancellationToken cancel) where T : class
    {
        var prefix = new byte[Frames.Prefix];
        while (true)
        {
            await _input.ReadExactlyAsync(prefix, cancel);
            var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            await _input.ReadExactlyAsync(body, cancel);
            if (_decoder.Take(body, body.Length) is not { } decoded)
                continue;
            if (decoded is not Decoded.Received { Message: var message } || message is Message.Error)
                throw new BenchmarkFailedException($"a client was answered {System.Text.Encoding.UTF8.GetString(body)}");
            if (wanted(message) is { } found)
                return found;
        }
    }

    public void Dispose() => _connection.Dispose();
}
