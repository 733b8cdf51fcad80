using System.Globalization;
using System.Net;

namespace Syncro.Settings;

/// <summary>
/// A host and a port, written <c>tcp://host:port</c>, or <c>tls://host:port</c> where links are encrypted; with a path,
/// <c>ws://host:port/path</c> or <c>wss://host:port/path</c>, where they are WebSockets.
/// </summary>
/// <param name="Host">A name or an IP address, without brackets.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose, for listeners only.</param>
/// <param name="IsEncrypted">Whether links are encrypted by TLS.</param>
public sealed record TcpAddress(string Host, int Port, bool IsEncrypted = false)
{
    /// <summary>Of the WebSocket; null: links are plain TCP, which is all that a listener has.</summary>
    public string? Path { get; init; }

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IsLoopbackHost(Host);

    /// <summary>What the same address is encrypted by.</summary>
    internal string EncryptedScheme => Path is null ? "tls" : "wss";

    internal static bool IsLoopbackHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}{Path}");

    private string Scheme => IsEncrypted ? EncryptedScheme : Path is null ? "tcp" : "ws";

    /// <summary>Reads the form of a listener; <paramref name="fault"/> says why it is none.</summary>
    internal static TcpAddress? ReadListener(string text, out string? fault)
    {
        var address = Read(text, out fault);
        if (address?.Path is null)
            return address;
        fault = "WebSockets are served by HTTP, at /sync";
        return null;
    }

    /// <summary>
    /// Reads the form of <see cref="ToString"/>; <paramref name="fault"/> says why it is none. A WebSocket's path may be
    /// absent, it is <c>/sync</c> then, and its port, 80 or 443 as for HTTP.
    /// </summary>
    internal static TcpAddress? Read(string text, out string? fault)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal) is var at and > 0 ? text[..at] : "";
        fault = scheme == "ssl" ? "ssl:// is not supported" : null;
        if (scheme is not ("tcp" or "tls" or "ws" or "wss") || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri is not { Port: >= 0, UserInfo: "", Query: "", Fragment: "", Host.Length: > 0 } || text.EndsWith('?') || text.EndsWith('#'))
            return null;
        var address = new TcpAddress(uri.Host.Trim('[', ']'), uri.Port, scheme is "tls" or "wss");
        return scheme is "ws" or "wss" ? address with { Path = uri.AbsolutePath is "/" ? "/sync" : uri.AbsolutePath }
            : uri.AbsolutePath is "" or "/" && !text.EndsWith('/') ? address
            : null;
    }
}
