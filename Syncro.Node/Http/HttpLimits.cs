using Microsoft.AspNetCore.Server.Kestrel.Core;
using Syncro.Node.Settings;

namespace Syncro.Node.Http;

/// <summary>What one caller, and all of them together, may cost a node. Said here even where Kestrel's default would do.</summary>
internal static class HttpLimits
{
    /// <summary>Bytes of all headers: a token, a host and an origin are far below.</summary>
    public const int HeaderBytes = 16 << 10;

    /// <summary>Bytes of the first line: a class and an id of 256 bytes each, escaped threefold, fit four times.</summary>
    public const int LineBytes = 8 << 10;

    /// <summary>How long the headers of a request may take.</summary>
    public static readonly TimeSpan Headers = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be silent between two requests.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    // Whoever sends or takes less than this, for longer than that, holds a place for nothing.
    private static readonly MinDataRate Rate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    public static void Set(KestrelServerLimits limits, HttpSettings settings)
    {
        limits.MaxConcurrentConnections = settings.MaxConnections;
        // Counted where they are served, which tells those beyond.
        limits.MaxConcurrentUpgradedConnections = null;
        limits.MaxRequestBodySize = settings.MaxBody;
        limits.MaxRequestLineSize = LineBytes;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.MaxRequestHeaderCount = 100;
        limits.RequestHeadersTimeout = Headers;
        limits.KeepAliveTimeout = Silence;
        limits.MinRequestBodyDataRate = Rate;
        limits.MinResponseDataRate = Rate;
        // What waits to be taken by a slow reader, and what came and was not asked for.
        limits.MaxResponseBufferSize = 64 << 10;
        limits.MaxRequestBufferSize = 1 << 20;
    }
}
