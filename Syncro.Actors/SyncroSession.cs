using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Syncro.Transport;
using Syncro.Wire;

namespace Syncro;

/// <summary>
/// One conversation over a connection that the application keeps; made by <c>SyncroPeer.Open</c>. Limits, timers and
/// errors are those of TCP. Safe for use from several threads; what is handed over is taken in the order of the calls.
/// Source: <c>lib/syncro/client.rb</c> of the original.
/// </summary>
public sealed class SyncroSession : IDisposable
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    private readonly Lock _gate = new();
    private readonly IConnection _connection;
    private readonly StreamLink _link;
    private readonly ConnectionFlow _transport;
    private readonly HandOvers _handOvers;
    private readonly int _maxMessage;
    private readonly Action<ConnectionFlow> _begin;
    private bool _begun;

    internal SyncroSession(
        IConnection connection, StreamLink link, ConnectionFlow transport, HandOvers handOvers, int maxMessage,
        Action<ConnectionFlow> begin)
    {
        (_connection, _link, _transport, _handOvers) = (connection, link, transport, handOvers);
        (_maxMessage, _begin) = (maxMessage, begin);
        Completion = EndAsync();
    }

    /// <summary>Completes once the session is over and its connection closed, and says why. Never faults.</summary>
    public Task<SessionEnd> Completion { get; }

    /// <summary>
    /// Begins the conversation; nothing is sent before. Called again, or of an ended session, it does nothing.
    /// </summary>
    public void Sync()
    {
        lock (_gate)
        {
            if (_begun || _link.Closed.IsCompleted)
                return;
            _begun = true;
            _begin(_transport);
        }
    }

    /// <summary>
    /// Hands over bytes that came, in any chunking; they are copied. The task completes when the session is ready for
    /// more, or over. Who reads on only then is never refused. Else at most <c>syncro.wire.max-message</c> bytes may wait,
    /// each call counting 256 more: beyond, the session ends with 429.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection keeps messages apart.</exception>
    public Task ReceiveData(ReadOnlyMemory<byte> bytes)
    {
        Expect(messages: false);
        return bytes.IsEmpty ? Task.CompletedTask : Take(bytes);
    }

    /// <summary>
    /// Hands over one whole message, a JSON object in UTF-8, as <see cref="ReceiveData"/> does. One of more than
    /// <c>syncro.wire.max-message</c> bytes ends the session with 413, unread.
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection is a stream of bytes.</exception>
    public Task ReceiveMessage(ReadOnlyMemory<byte> utf8)
    {
        Expect(messages: true);
        return utf8.Length > _maxMessage ? TooLarge() : Take(utf8);
    }

    /// <summary>As the other; a lone surrogate ends the session with 400.</summary>
    /// <exception cref="InvalidOperationException">The connection is a stream of bytes.</exception>
    public Task ReceiveMessage(string json)
    {
        Expect(messages: true);
        if (json.Length > _maxMessage)
            return TooLarge();
        try
        {
            return ReceiveMessage(Strict.GetBytes(json));
        }
        catch (EncoderFallbackException)
        {
            return Break(new(Code.Malformed, "a message holds half a character"));
        }
    }

    /// <summary>As the others; numbers and dates are taken as Newtonsoft.Json holds them.</summary>
    /// <exception cref="InvalidOperationException">The connection is a stream of bytes.</exception>
    public Task ReceiveMessage(JObject json) => ReceiveMessage(json.ToString(Formatting.None));

    /// <summary>
    /// The connection has ended, or is to end: what was handed over is still taken, nothing more is sent, and the
    /// connection is closed. Nothing is lost: what was not acknowledged is synced over the next one.
    /// </summary>
    public void Disconnect()
    {
        lock (_gate)
            if (_begun)
                _transport.Leave();
            else
                _link.Close(SessionEnd.Lost);
    }

    /// <summary>As <see cref="Disconnect"/>.</summary>
    public void Dispose() => Disconnect();

    private Task Take(ReadOnlyMemory<byte> bytes) => _handOvers.Put(bytes)
        ?? Break(new(Code.TooMany, $"more than {_maxMessage} bytes handed over without waiting"));

    private Task TooLarge() => Break(new(Code.TooLarge, $"message of more than {_maxMessage} bytes"));

    private Task Break(Fault fault)
    {
        _handOvers.Refuse();
        lock (_gate)
            if (_begun)
                _link.Break(fault);
            else
                _link.Close(new(fault.Code, fault.Text));
        return Task.CompletedTask;
    }

    private async Task<SessionEnd> EndAsync()
    {
        var end = await _link.Closed.ConfigureAwait(false);
        bool begun;
        lock (_gate)
            begun = _begun;
        if (!begun)
        {
            _handOvers.Drop();
            await _transport.CloseAsync().ConfigureAwait(false);
        }
        await _transport.Closed.ConfigureAwait(false);
        return end;
    }

    private void Expect(bool messages)
    {
        if (_connection.KeepsMessages != messages)
            throw new InvalidOperationException(
                messages ? "the connection is a stream of bytes: hand them to ReceiveData"
                : "the connection keeps messages apart: hand each to ReceiveMessage");
    }
}
