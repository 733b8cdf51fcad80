using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Syncro.Node.Settings;

namespace Syncro.Node.Http;

/// <summary>
/// <c>/sync</c>: a WebSocket with version 2 of the protocol. A caller proves itself when it greets, by a token that no URL
/// and no header holds. Version 1 is not spoken here: it names no client.
/// </summary>
internal sealed class Sync(IPeer peer, HttpSettings settings, IHostApplicationLifetime lifetime)
{
    public const string Path = "/sync";

    private int _open;

    public void Map(IEndpointRouteBuilder app) => app.MapGet(Path, BoundedAsync);

    private async Task BoundedAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await Answer.FailAsync(context, (int)Code.ProtocolNotSupported, "a WebSocket is needed");
            return;
        }
        try
        {
            if (Interlocked.Increment(ref _open) > settings.MaxConnections)
                throw new RefusedException(Code.TooMany, $"{settings.MaxConnections} WebSockets are open already");
            await ServeAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        // A session has limits of its own.
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } request)
            request.MinDataRate = null;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } response)
            response.MinDataRate = null;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { DangerousEnableCompression = settings.Compression, DisableServerContextTakeover = true });
        await peer.ServeAsync(socket, Encryption.Certified(context), lifetime.ApplicationStopping);
    }
}
