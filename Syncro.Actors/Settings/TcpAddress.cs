using System.Globalization;
using System.Net;

namespace Syncro.Settings;

/// <summary>A host and a port, written <c>tcp://host:port</c>.</summary>
/// <param name="Host">A name or an IP address, without brackets.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose, for listeners only.</param>
public sealed record TcpAddress(string Host, int Port)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IsLoopbackHost(Host);

    internal static bool IsLoopbackHost(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"tcp://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>Reads the form of <see cref="ToString"/>; <paramref name="fault"/> says why it is none.</summary>
    internal static TcpAddress? Read(string text, out string? fault)
    {
        fault = null;
        var scheme = text.IndexOf("://", StringComparison.Ordinal) is var at and > 0 ? text[..at] : "";
        if (scheme is "tls" or "ssl" or "ws" or "wss")
            fault = $"{scheme}:// is not supported";
        else if (scheme == "tcp" && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is
        { Port: >= 0, UserInfo: "", PathAndQuery: "" or "/", Fragment: "", Host.Length: > 0 } && !text.EndsWith('/'))
            return new(uri.Host.Trim('[', ']'), uri.Port);
        return null;
    }
}
