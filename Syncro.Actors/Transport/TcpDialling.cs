using System.Net.Sockets;
using Akka.Streams;
using Syncro.Settings;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>Dials a socket, plain or encrypted.</summary>
internal sealed class TcpDialling(PeerSettings settings) : IDialling
{
    private readonly TlsHandshake? _tls = settings.Tls is { } tls ? new(tls) : null;

    /// <inheritdoc/>
    public async Task<IDialled> ConnectAsync(CancellationToken cancel) =>
        new Dialled(await SecureAsync(cancel).ConfigureAwait(false));

    /// <summary>The bare connection.</summary>
    public async Task<Secured> SecureAsync(CancellationToken cancel)
    {
        var (socket, address) = (new Socket(SocketType.Stream, ProtocolType.Tcp), settings.Address);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancel).ConfigureAwait(false);
            return _tls is null ? Secured.Plain(socket)
                : await _tls.OfferAsync(socket, address.Host, cancel).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class Dialled(Secured connection) : IDialled
    {
        public MessageFraming Framing => MessageFraming.Frames;

        public void Join(StreamLink link, IMaterializer materializer) =>
            SocketFlow.Of(connection).Join(link.End).Run(materializer);

        public void Dispose() => connection.Stream.Dispose();
    }
}
