using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using Akka;
using Akka.IO;
using Akka.Streams.Dsl;
using Akka.Util;

namespace Syncro.Transport;

/// <summary>
/// A connected socket, plain or encrypted, as a flow of stock stages: what goes in is sent, what is received comes out
/// when asked for. A quiet connection holds no buffer. Its end is the end of both directions.
/// </summary>
internal static class SocketFlow
{
    private const int ReadSize = 64 * 1024;

    /// <summary>The flow owns the connection from its materialization on.</summary>
    public static Flow<ByteString, ByteString, NotUsed> Of(Secured connection)
    {
        connection.Socket.NoDelay = true;
        return Flow.FromSinkAndSource(
            Sink.ForEachAsync<ByteString>(1, bytes => connection.Stream.WriteAsync(bytes.ToArray()).AsTask()),
            Source.UnfoldAsync(connection.Stream, ReceiveAsync).WatchTermination(Keep.Right),
            (sending, receiving) =>
            {
                _ = CloseAsync(connection, sending, receiving);
                return NotUsed.Instance;
            });
    }

    private static async Task<Option<(Stream, ByteString)>> ReceiveAsync(Stream stream)
    {
        // Waits without a buffer until there is something.
        await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            var count = await stream.ReadAsync(buffer.AsMemory()).ConfigureAwait(false);
            return count == 0 ? Option<(Stream, ByteString)>.None : (stream, ByteString.CopyFrom(buffer, 0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CloseAsync(Secured connection, Task sending, Task receiving)
    {
        await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        if (!sending.IsCompleted)
            await Task.WhenAny(sending, Task.Delay(Drain.Time)).ConfigureAwait(false);
        if (sending.IsCompletedSuccessfully)
        {
            await ShutdownAsync(connection).ConfigureAwait(false);
            await Task.WhenAny(receiving).ConfigureAwait(false);
            await DiscardAsync(connection.Socket).ConfigureAwait(false);
        }
        await connection.Stream.DisposeAsync().ConfigureAwait(false);
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

    private static async Task ShutdownAsync(Secured connection)
    {
        try
        {
            // That it ends here is said within the encryption too: a cut line is told apart.
            if (connection.Stream is SslStream encrypted)
                await encrypted.ShutdownAsync().WaitAsync(Drain.Time).ConfigureAwait(false);
            connection.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or IOException or TimeoutException)
        {
            // The other side is gone already, or does not read: reading tells.
        }
    }
}
