using System.Net.WebSockets;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using Akka.Streams.Dsl;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Transport;
using Syncro.Wire;

namespace Syncro;

/// <content>Connections that the application keeps.</content>
public sealed partial class SyncroPeer
{
    private static readonly SessionEnd Stopped = new(null, "the peer stopped");

    /// <summary>
    /// A session over a connection of the application's; it begins with <see cref="SyncroSession.Sync"/>. When the peer
    /// stops, so do its sessions.
    /// </summary>
    /// <param name="client">
    /// The GUID that the other side must prove; null, where it dials and speaks protocol 2: whoever proves itself.
    /// </param>
    /// <param name="connection">How bytes or messages leave.</param>
    /// <param name="dial">Whether we greet: then the other side is a relay to us.</param>
    /// <param name="protocol">1 or 2.</param>
    /// <param name="token">What proves us, where we dial.</param>
    /// <exception cref="ArgumentException">Nobody is named where we dial, or with protocol 1; or another protocol.</exception>
    /// <exception cref="ObjectDisposedException">The peer has stopped.</exception>
    public SyncroSession Open(ClientId? client, IConnection connection, bool dial, int protocol = 2, string? token = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ObjectDisposedException.ThrowIf(_stoppingToken.IsCancellationRequested, this);
        var terms = TermsOf(client, dial, protocol, token);
        var link = NewLink(connection.KeepsMessages ? MessageFraming.Whole : MessageFraming.Frames, protocol);
        var max = _space.Settings.Wire.MaxMessage;
        var handOvers = new HandOvers(max);
        return new(connection, link, new(connection, handOvers, _system.Log), handOvers, max, transport =>
        {
            transport.Flow().Join(link.End).Run(_materializer);
            _sessions.Tell(new OpenedSessions.Begin(terms, protocol, link));
        });
    }

    /// <summary>
    /// A session as a flow of bytes, to be joined with any transport: what comes goes in, what comes out is to be sent.
    /// Each materialization is a session of its own, which begins at once. Neither side is read faster than the session
    /// works or the transport sends. It completes when the session ends, or at once where the peer has stopped.
    /// </summary>
    /// <inheritdoc cref="Open"/>
    public Flow<ByteString, ByteString, NotUsed> Flow(ClientId? client, bool dial, int protocol = 2, string? token = null)
    {
        var terms = TermsOf(client, dial, protocol, token);
        return Akka.Streams.Dsl.Flow.Setup((_, _) =>
        {
            var link = NewLink(MessageFraming.Frames, protocol);
            _sessions.Tell(new OpenedSessions.Begin(terms, protocol, link));
            return link.End;
        }).MapMaterializedValue(_ => NotUsed.Instance);
    }

    /// <inheritdoc/>
    public async Task<SessionEnd> ServeAsync(WebSocket socket, ClientId? certified = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ObjectDisposedException.ThrowIf(_stoppingToken.IsCancellationRequested, this);
        var link = NewLink(MessageFraming.Whole, protocol: 2);
        var flow = new WebSocketFlow(socket, link.Limits);
        flow.Flow().Join(link.TextEnd).Run(_materializer);
        var terms = Terms.Of(_space, dials: false, peer: null, token: null) with { Certified = certified };
        _sessions.Tell(new OpenedSessions.Begin(terms, 2, link));
        using (cancel.UnsafeRegister(_ => link.Close(Stopped), null))
            await flow.Closed.ConfigureAwait(false);
        return await link.Closed.ConfigureAwait(false);
    }

    private SessionTerms TermsOf(ClientId? client, bool dial, int protocol, string? token)
    {
        if (protocol is not (1 or 2))
            throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "1 or 2");
        if (client is null && (dial || protocol == 1))
            throw new ArgumentException(
                dial ? "whom we dial must be named" : "a peer of protocol 1 names nobody", nameof(client));
        return Terms.Of(_space, dial, client, token);
    }

    private StreamLink NewLink(MessageFraming framing, int protocol)
    {
        var link = new StreamLink(_space.Settings.Wire, framing, protocol);
        var stopping = _stoppingToken.UnsafeRegister(_ => link.Close(Stopped), null);
        link.Closed.ContinueWith(_ => stopping.Dispose(), TaskScheduler.Default);
        return link;
    }
}
