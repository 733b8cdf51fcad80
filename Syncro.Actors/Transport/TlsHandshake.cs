using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Transport;

/// <summary>
/// Begins encrypted connections, as the settings say. A certificate is trusted by its chain, its dates and, of a
/// listener, its name. Whether it was revoked is not asked, and nothing is fetched from where it points to. What a
/// connection may hold in memory before it has proved itself is bounded by TLS: a hundred KiB of certificates.
/// </summary>
internal sealed class TlsHandshake
{
    private const byte HandshakeRecord = 0x16;

    private readonly SslStreamCertificateContext? _certificate;
    private readonly X509Certificate2Collection? _authorities;

    public TlsHandshake(TlsSettings settings)
    {
        _authorities = settings.Authorities;
        if (settings.Certificate is { } held)
            _certificate = SslStreamCertificateContext.Create(held.Certificate, held.Issuers, offline: true);
    }

    /// <summary>As the side that was dialled. Where it fails, the socket is the caller's to close.</summary>
    /// <exception cref="HandshakeException">The caller speaks no TLS, or what it showed is not trusted.</exception>
    public async Task<Secured> AnswerAsync(Socket socket, CancellationToken cancel)
    {
        await ExpectTlsAsync(socket, cancel).ConfigureAwait(false);
        var peer = new TlsTrust(null);
        return await BeginAsync(
            socket, peer, stream => stream.AuthenticateAsServerAsync(Answering(peer), cancel)).ConfigureAwait(false);
    }

    /// <summary>How one caller is answered, and judged.</summary>
    public SslServerAuthenticationOptions Answering(TlsTrust peer) => new()
    {
        ServerCertificateContext = _certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        // A certificate is shown each time, and no session is kept of those who may never come back.
        AllowTlsResume = false,
        ClientCertificateRequired = _authorities is not null,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = _authorities is null ? null : peer.IsTrustedClient,
    };

    /// <summary>As the side that dials. Where it fails, the socket is the caller's to close.</summary>
    /// <param name="socket">Connected.</param>
    /// <param name="host">What the certificate there must be for.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="HandshakeException">What the other side showed is not trusted, or it speaks no TLS.</exception>
    public Task<Secured> OfferAsync(Socket socket, string host, CancellationToken cancel)
    {
        var peer = new TlsTrust(host);
        return BeginAsync(socket, peer, stream => stream.AuthenticateAsClientAsync(Offering(peer, host), cancel));
    }

    /// <summary>How one listener is called, and judged.</summary>
    public SslClientAuthenticationOptions Offering(TlsTrust peer, string host) => new()
    {
        TargetHost = host,
        ClientCertificateContext = _certificate,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        AllowTlsResume = false,
        CertificateChainPolicy = Policy(),
        RemoteCertificateValidationCallback = peer.IsTrusted,
    };

    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }
        return policy;
    }

    // Nothing is allocated for a caller that says nothing, and one that speaks plain text is told apart.
    private static async Task ExpectTlsAsync(Socket socket, CancellationToken cancel)
    {
        var first = new byte[1];
        if (await socket.ReceiveAsync(first, SocketFlags.Peek, cancel).ConfigureAwait(false) == 0)
            throw new HandshakeException("the caller left before it");
        if (first[0] != HandshakeRecord)
            throw new HandshakeException("the caller speaks no TLS");
    }

    private static async Task<Secured> BeginAsync(Socket socket, TlsTrust peer, Func<SslStream, Task> authenticate)
    {
        socket.NoDelay = true;
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await authenticate(stream).ConfigureAwait(false);
            return new(socket, stream, peer.Client);
        }
        catch (Exception e)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw e is AuthenticationException or IOException ? new HandshakeException(peer.Fault ?? Reason(e), e) : e;
        }
    }

    // The outer ones say that something failed, the innermost what.
    private static string Reason(Exception e) => e.InnerException is { } inner ? Reason(inner) : e.Message;
}

/// <summary>A connection did not become an encrypted one; the message is a plain sentence.</summary>
internal sealed class HandshakeException : SyncroException
{
    public HandshakeException(string why) : base(Sentence(why)) { }

    public HandshakeException(string why, Exception inner) : base(Sentence(why), inner) { }

    private static string Sentence(string why) => $"TLS handshake failed: {why}";
}
