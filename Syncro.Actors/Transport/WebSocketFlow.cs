using System.Net.WebSockets;
using Akka;
using Akka.IO;
using Akka.Streams.Dsl;
using Akka.Util;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>
/// An open WebSocket as a flow of stock stages: each text that goes in is sent, each message received comes out when
/// asked for. The end of either direction is the end of the connection; what was sent before gets out.
/// </summary>
internal sealed class WebSocketFlow(WebSocket socket, FrameLimits limits)
{
    private readonly WebSocketReader _reader = new(socket, limits);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes once the socket is closed; never faults.</summary>
    public Task Closed => _closed.Task;

    /// <summary>To be materialized once; owns the socket from then on.</summary>
    public Flow<ByteString, Decoded, NotUsed> Flow() => Akka.Streams.Dsl.Flow.FromSinkAndSource(
        Sink.ForEachAsync<ByteString>(1, SendAsync),
        Source.UnfoldAsync(_reader, ReceiveAsync).WatchTermination(Keep.Right),
        (sending, receiving) =>
        {
            _ = EndAsync(sending, receiving);
            return NotUsed.Instance;
        });

    // Where the two agreed on compression, the socket compresses what is not told to go as it is.
    private Task SendAsync(ByteString text) => socket.SendAsync(
        text.ToArray().AsMemory(), WebSocketMessageType.Text,
        WebSocketMessageFlags.EndOfMessage | (text.Count < Packing.Shortest ? WebSocketMessageFlags.DisableCompression : 0),
        CancellationToken.None).AsTask();

    private static async Task<Option<(WebSocketReader, Decoded)>> ReceiveAsync(WebSocketReader reader) =>
        await reader.NextAsync().ConfigureAwait(false) is { } decoded
            ? (reader, decoded) : Option<(WebSocketReader, Decoded)>.None;

    private async Task EndAsync(Task sending, Task receiving)
    {
        await Task.WhenAny(sending, receiving).ConfigureAwait(false);
        await Task.WhenAny(sending, Task.Delay(Drain.Time)).ConfigureAwait(false);
        if (sending.IsCompletedSuccessfully)
            await CloseAsync(receiving).ConfigureAwait(false);
        socket.Dispose();
        _closed.TrySetResult();
    }

    private async Task CloseAsync(Task receiving)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None)
                    .WaitAsync(Drain.Time).ConfigureAwait(false);
            await Task.WhenAny(receiving).ConfigureAwait(false);
            using var limit = new CancellationTokenSource(Drain.Time);
            await _reader.DiscardAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or TimeoutException or OperationCanceledException)
        {
            // It is gone, or had time enough.
        }
    }
}
