using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Syncro.Scribes;
using Syncro.Settings;
using Syncro.Transport;

namespace Syncro.Node.Http;

/// <summary>HTTP over the TLS of listeners: the same versions, certificates and judgement of callers.</summary>
internal static partial class Encryption
{
    private const string Ended = "the caller ended it, or offered nothing that is spoken here";

    /// <summary>How an address is listened on; null settings: in plain text. A handshake that fails is reported.</summary>
    public static Action<ListenOptions> Of(TlsSettings? settings, ILogger logger)
    {
        var handshake = settings is null ? null : new TlsHandshake(settings);
        return listen =>
        {
            // What the limits are made for, and WebSockets begin with.
            listen.Protocols = HttpProtocols.Http1;
            if (handshake is null)
                return;
            listen.Use(next => async connection =>
            {
                await next(connection);
                if (connection.Features.Get<Encrypted>() is null)
                    Failed(logger, connection.RemoteEndPoint, connection.Features.Get<TlsTrust>()?.Fault ?? Ended);
            });
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                HandshakeTimeout = HttpLimits.Headers,
                OnConnection = calling =>
                {
                    var caller = new TlsTrust(null);
                    calling.Connection.Features.Set(caller);
                    return new(handshake.Answering(caller));
                },
            });
            listen.Use(next => connection =>
            {
                connection.Features.Set(new Encrypted());
                return next(connection);
            });
        };
    }

    [LoggerMessage(LogLevel.Warning, "The TLS handshake of {Caller} failed: {Why}")]
    private static partial void Failed(ILogger logger, EndPoint? caller, string why);

    // Set on a connection whose handshake is over: the server itself says nothing of one that failed.
    private sealed record Encrypted;

    /// <summary>Whom the certificate names that the caller had to show; null: none was asked for.</summary>
    public static ClientId? Certified(HttpContext context) => context.Features.Get<TlsTrust>()?.Client;
}
