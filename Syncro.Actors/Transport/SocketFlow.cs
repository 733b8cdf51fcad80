using System.Buffers;
using System.Net.Sockets;
using Akka;
using Akka.IO;
using Akka.Streams.Dsl;
using Akka.Util;

namespace Syncro.Transport;

/// <summary>
/// A connected socket as a flow of stock stages: what goes in is sent, what is received comes out when asked for. A quiet
/// connection holds no buffer. Its end is the end of both directions.
/// </summary>
internal static class SocketFlow
{
    private const int ReadSize = 64 * 1024;

    /// <summary>The flow owns the socket from its materialization on.</summary>
    public static Flow<ByteString, ByteString, NotUsed> Of(Socket socket)
    {
        socket.NoDelay = true;
        return Flow.FromSinkAndSource(
            Sink.ForEachAsync<ByteString>(1, bytes => SendAsync(socket, bytes)),
            Source.UnfoldAsync(socket, ReceiveAsync).WatchTermination(Keep.Right),
            (sending, receiving) =>
            {
                _ = CloseAsync(socket, sending, receiving);
                return NotUsed.Instance;
            });
    }

    private static async Task SendAsync(Socket socket, ByteString bytes)
    {
        for (ReadOnlyMemory<byte> left = bytes.ToArray(); left.Length > 0;)
            left = left[await socket.SendAsync(left, SocketFlags.None).ConfigureAwait(false)..];
    }

    private static async Task<Option<(Socket, ByteString)>> ReceiveAsync(Socket socket)
    {
        // Waits without a buffer until there is something.
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None).ConfigureAwait(false);
            return count == 0 ? Option<(Socket, ByteString)>.None : (socket, ByteString.CopyFrom(buffer, 0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CloseAsync(Socket socket, Task sending, Task receiving)
    {
        await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        if (!sending.IsCompleted)
            await Task.WhenAny(sending, Task.Delay(Drain.Time)).ConfigureAwait(false);
        if (sending.IsCompletedSuccessfully)
        {
            Shutdown(socket);
            await Task.WhenAny(receiving).ConfigureAwait(false);
            await DiscardAsync(socket).ConfigureAwait(false);
        }
        socket.Dispose();
    }

    /// <summary>A socket closed with bytes unread resets the connection, and what was sent last is lost on its way.</summary>
    private static async Task DiscardAsync(Socket socket)
    {
        using var limit = new CancellationTokenSource(Drain.Time);
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, limit.Token).ConfigureAwait(false) > 0)
                continue;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // It is gone, or had time enough.
        }
    }

    private static void Shutdown(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side is gone already: reading tells.
        }
    }
}
