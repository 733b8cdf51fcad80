using System.Net.WebSockets;
using Akka.Streams;
using Syncro.Settings;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>
/// Dials as TCP is dialled, encrypted likewise, and asks for a WebSocket on that very connection: through no proxy, after
/// no redirection, without cookies.
/// </summary>
internal sealed class WebSocketDialling(PeerSettings settings, bool compression) : IDialling
{
    private readonly TcpDialling _tcp = new(settings);

    /// <inheritdoc/>
    public async Task<IDialled> ConnectAsync(CancellationToken cancel)
    {
        var connection = await _tcp.SecureAsync(cancel).ConfigureAwait(false);
        var socket = new ClientWebSocket();
        try
        {
            // A session is never silent for long: it sends noops of its own.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            if (compression)
                socket.Options.DangerousDeflateOptions = new() { ClientContextTakeover = false, ServerContextTakeover = false };
            using var http = new HttpMessageInvoker(Over(connection));
            await socket.ConnectAsync(Uri, http, cancel).ConfigureAwait(false);
            return new Dialled(socket);
        }
        catch
        {
            socket.Dispose();
            await connection.Stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // What encrypts it is below already.
    private Uri Uri => new UriBuilder("ws", settings.Address.Host, settings.Address.Port, settings.Address.Path).Uri;

    private static SocketsHttpHandler Over(Secured connection) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = (_, _) => ValueTask.FromResult(connection.Stream),
    };

    private sealed class Dialled(ClientWebSocket socket) : IDialled
    {
        public MessageFraming Framing => MessageFraming.Whole;

        public void Join(StreamLink link, IMaterializer materializer) =>
            new WebSocketFlow(socket, link.Limits).Flow().Join(link.TextEnd).Run(materializer);

        public void Dispose() => socket.Dispose();
    }
}
