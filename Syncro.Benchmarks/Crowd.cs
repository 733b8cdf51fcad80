using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Benchmarks;

/// <summary>Clients that have caught up, and then never read nor answer.</summary>
internal sealed class Crowd : IDisposable
{
    private static int _crowds;

    private readonly List<TcpClient> _clients = [];
    private long _pages;

    /// <summary>Read by those that rewind.</summary>
    public long Pages => Interlocked.Read(ref _pages);

    public static async Task<Crowd> StallAsync(int port, int count, CancellationToken cancel)
    {
        var (crowd, number) = (new Crowd(), Interlocked.Increment(ref _crowds));
        for (var i = 0; i < count; i++)
            await crowd.JoinAsync(port, new($"stalled {i} of crowd {number}"), cancel);
        return crowd;
    }

    /// <summary>From now on each reads the first page of the journal, again and again.</summary>
    public void Rewind()
    {
        foreach (var client in _clients)
            _ = Task.Run(() => RewindAsync(client.GetStream()));
    }

    private async Task RewindAsync(NetworkStream stream)
    {
        try
        {
            for (var id = 3L; ; id++)
            {
                await SendAsync(stream, new Message.Sync(JsonText.Of(id), null, false, []), default);
                await ReceiveAsync(stream, message => (message as Message.Response)?.Result as Result.Page, default);
                Interlocked.Increment(ref _pages);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is over.
        }
    }

    private static async Task SendAsync(NetworkStream stream, Message message, CancellationToken cancel)
    {
        foreach (var frame in Frames.Encode(MessageCodec.Encode(message)))
            await stream.WriteAsync(frame.ToArray(), cancel);
    }

    private async Task JoinAsync(int port, ClientId client, CancellationToken cancel)
    {
        var connection = new TcpClient { NoDelay = true };
        _clients.Add(connection);
        await connection.ConnectAsync(IPAddress.Loopback, port, cancel);
        var stream = connection.GetStream();
        await SendAsync(stream, new Message.Hello(JsonText.Of(1), new(
            2, "main", client, null, new($"journal of {client}"), Position.Zero, "", null, [], Classes.All,
            DateTimeOffset.UtcNow.ToUnixTimeMilliseconds())), cancel);
        var theirs = await ReceiveAsync(stream, message => (message as Message.Response)?.Result as Result.Greeted, cancel);
        var asked = await ReceiveAsync(stream, message => message as Message.Sync, cancel);
        await SendAsync(stream, new Message.Response(asked.Id, new Result.Page([], Position.Zero, "", false)), cancel);
        var greeting = theirs.Greeting;
        await SendAsync(
            stream, new Message.Sync(JsonText.Of(2), new(greeting.Journal, greeting.Head, greeting.Mark), false, []), cancel);
        await ReceiveAsync(stream, message => (message as Message.Response)?.Result as Result.Page, cancel);
    }

    private static async Task<T> ReceiveAsync<T>(NetworkStream stream, Func<Message, T?> wanted, CancellationToken cancel) where T : class
    {
        var decoder = new MessageDecoder(new(int.MaxValue, TimeSpan.MaxValue));
        while (true)
        {
            var prefix = new byte[Frames.Prefix];
            await stream.ReadExactlyAsync(prefix, cancel);
            var body = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
            await stream.ReadExactlyAsync(body, cancel);
            if (decoder.Take(body, body.Length) is not { } decoded)
                continue;
            if (decoded is not Decoded.Received { Message: var message } || message is Message.Error)
                throw new BenchmarkFailedException($"a client was answered {System.Text.Encoding.UTF8.GetString(body)}");
            if (wanted(message) is { } found)
                return found;
        }
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());
}

/// <summary>Connects and leaves again and again, as fast as four callers can.</summary>
internal sealed class Flood : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _callers;
    private long _connections;

    public Flood(int port) => _callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallAsync(port)))];

    /// <summary>How many connections there were.</summary>
    public async Task<long> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
        return _connections;
    }

    private async Task CallAsync(int port)
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                // Closed at once by a reset: else the ports of this machine are used up in seconds.
                using var caller = new TcpClient { LingerState = new(true, 0) };
                await caller.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                Interlocked.Increment(ref _connections);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Not accepted: the flood goes on.
            }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
