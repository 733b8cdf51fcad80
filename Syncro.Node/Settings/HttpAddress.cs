using System.Globalization;
using System.Net;

namespace Syncro.Node.Settings;

/// <summary>Where HTTP listens, written <c>http://host:port</c>, or <c>https://host:port</c> where it is encrypted.</summary>
/// <param name="Host">An IP address or <c>localhost</c>, without brackets.</param>
/// <param name="Port">0: the system chooses.</param>
/// <param name="IsEncrypted">Whether it is encrypted by TLS.</param>
public sealed record HttpAddress(string Host, int Port, bool IsEncrypted = false)
{
    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Whether it is every address of this machine.</summary>
    public bool IsAny => Address is { } address && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>Null for <c>localhost</c>.</summary>
    public IPAddress? Address => IPAddress.TryParse(Host, out var address) ? address : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Scheme}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <summary>Of its pages.</summary>
    public string Scheme => IsEncrypted ? "https" : "http";

    internal static HttpAddress? Read(string text)
    {
        var encrypted = text.StartsWith("https://", StringComparison.Ordinal);
        return (encrypted || text.StartsWith("http://", StringComparison.Ordinal)) && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && uri is { UserInfo: "", PathAndQuery: "" or "/", Fragment: "" }
            && (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || uri.Host == "localhost")
            ? new(uri.Host.Trim('[', ']'), uri.Port, encrypted) : null;
    }
}
