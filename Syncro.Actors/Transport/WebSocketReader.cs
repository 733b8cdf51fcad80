using System.Buffers;
using System.Diagnostics;
using System.Net.WebSockets;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>
/// What comes over a WebSocket as messages, each one text in any number of fragments. A text is held against its limit
/// fragment by fragment, and has its time from the first to the last. Reads only when asked, and holds one text.
/// </summary>
internal sealed class WebSocketReader(WebSocket socket, FrameLimits limits)
{
    private const int ReadSize = 4096;

    private readonly MessageDecoder _messages = new(limits);
    private Task<Decoded?> _next = Task.FromResult<Decoded?>(null);
    private Task _receiving = Task.CompletedTask;

    /// <summary>The next message, or the fault that ends the link; null: the other side sends no more.</summary>
    public Task<Decoded?> NextAsync() => _next = ReadAsync();

    /// <summary>
    /// Passes over what still comes, until the other side closes, the time is up or it is more than one message: what is
    /// compressed costs us more than the other side.
    /// </summary>
    public async Task DiscardAsync(CancellationToken cancel)
    {
        await Task.WhenAll(_next, _receiving).WaitAsync(cancel).ConfigureAwait(false);
        var passed = new byte[ReadSize];
        for (var left = limits.MaxMessage; left > 0 && socket.State is (WebSocketState.Open or WebSocketState.CloseSent);)
            left -= (await socket.ReceiveAsync(passed.AsMemory(), cancel).ConfigureAwait(false)).Count;
    }

    private async Task<Decoded?> ReadAsync()
    {
        try
        {
            while (true)
                if (await TextAsync().ConfigureAwait(false) is not (null, false) and var (decoded, _))
                    return decoded;
        }
        catch (TimeoutException)
        {
            return new Decoded.Refused(
                new(Code.TooSlow, $"a message took longer than {limits.PartialTimeout.TotalSeconds:0.###} s"));
        }
        catch (WebSocketException e) when (e.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
        {
            // It left without a word, as a process does that is killed.
            return null;
        }
    }

    /// <summary>What is complete with the next text, if anything; and whether none follows.</summary>
    private async Task<(Decoded?, bool Ended)> TextAsync()
    {
        // Waits without a buffer until there is one.
        var part = await ReceiveAsync(Memory<byte>.Empty, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        var (begun, text) = (Stopwatch.GetTimestamp(), new ArrayBufferWriter<byte>());
        if (part.MessageType == WebSocketMessageType.Close)
            return (null, true);
        if (part.MessageType == WebSocketMessageType.Binary)
            return (Decoded.Malformed("a binary message; each is one text"), true);
        while (!part.EndOfMessage)
        {
            var left = limits.PartialTimeout - Stopwatch.GetElapsedTime(begun);
            part = await ReceiveAsync(text.GetMemory(ReadSize), left > TimeSpan.Zero ? left : TimeSpan.Zero).ConfigureAwait(false);
            // What was broken off is no message, whatever it reads like so far.
            if (part.MessageType == WebSocketMessageType.Close)
                return (null, true);
            text.Advance(part.Count);
            if (_messages.TooLarge(text.WrittenCount) is { } refused)
                return (refused, true);
        }
        return (_messages.Take(text.WrittenSpan, text.WrittenCount), false);
    }

    // To cancel a receive would break the connection before it is told why.
    private Task<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, TimeSpan limit)
    {
        var receiving = socket.ReceiveAsync(buffer, CancellationToken.None).AsTask();
        _receiving = receiving;
        return receiving.WaitAsync(limit);
    }
}
