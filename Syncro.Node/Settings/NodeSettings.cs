using System.Collections.Immutable;
using Akka.Configuration;
using Syncro.Settings;

namespace Syncro.Node.Settings;

/// <summary>What the node is told under <c>syncro.node</c>, checked.</summary>
/// <param name="Http">The HTTP API; null: none.</param>
public sealed record NodeSettings(HttpSettings? Http)
{
    /// <summary>The defaults.</summary>
    public static Config Reference { get; } =
        ConfigurationFactory.FromResource("Syncro.Node.reference.conf", typeof(NodeSettings).Assembly);

    /// <summary>Reads a configuration, the defaults below it.</summary>
    /// <exception cref="InvalidSettingsException">A key is unknown, or a value is not allowed.</exception>
    public static NodeSettings Read(SettingsSource source)
    {
        var keys = new KeyReader(source, Reference, NodeKeys.Table);
        if (keys.Get(NodeKeys.Uri) is not { } address)
            return new NodeSettings(Http: null);
        var links = new KeyReader(source, SyncroSettings.Reference, SyncroKeys.Table);
        var http = new HttpSettings(address, keys.Get(NodeKeys.Token) is { Length: > 0 } token ? TokenHash.Of(token) : null)
        {
            AllowHosts = [.. keys.Get(NodeKeys.AllowHosts)],
            AllowOrigins = [.. keys.Get(NodeKeys.AllowOrigins).Select(text => Origin(keys, text))],
            MaxBody = keys.Get(NodeKeys.MaxBody),
            MaxLine = keys.Get(NodeKeys.MaxLine),
            MaxConnections = keys.Get(NodeKeys.MaxConnections),
            MaxStreams = keys.Get(NodeKeys.MaxStreams),
            Compression = links.Get(SyncroKeys.Compression),
            Tls = Tls(keys, address),
        };
        NodeRules.Check(http, keys, links);
        return new NodeSettings(http);
    }

    private static TlsSettings? Tls(KeyReader keys, HttpAddress address)
    {
        var reader = new TlsReader(keys, NodeKeys.Tls, null);
        return address.IsEncrypted ? reader.Read()
            : reader.IsSet ? throw keys.Fault(NodeKeys.Uri, null, $"is {address} beside a section tls; allowed: https://, or no such section")
            : null;
    }

    private static string Origin(KeyReader keys, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority) == text
            ? text : throw keys.Fault(NodeKeys.AllowOrigins, null, $"holds '{text}'; allowed: origins such as https://app.example.org");
}

/// <summary>How the HTTP API stands.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="Token">What a caller's bearer token must hash to; null: it needs none.</param>
public sealed record HttpSettings(HttpAddress Address, TokenHash? Token)
{
    /// <summary>Host names a request may name besides our own.</summary>
    public ImmutableHashSet<string> AllowHosts { get; init; } = [];

    /// <summary>Origins whose pages may call.</summary>
    public ImmutableHashSet<string> AllowOrigins { get; init; } = [];

    /// <summary>Bytes of one body, at most.</summary>
    public required int MaxBody { get; init; }

    /// <summary>Bytes of one line of an import, at most.</summary>
    public required int MaxLine { get; init; }

    /// <summary>Connections, at most.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Readers of the stream of changes, at most.</summary>
    public required int MaxStreams { get; init; }

    /// <summary>Whether WebSockets are compressed for a caller that takes them so.</summary>
    public required bool Compression { get; init; }

    /// <summary>How it is encrypted; null: it is not.</summary>
    public TlsSettings? Tls { get; init; }
}

/// <summary>The keys of <c>syncro.node</c>.</summary>
internal static class NodeKeys
{
    internal static readonly Key<HttpAddress?> Uri = new("syncro.node.http.uri",
        new("empty, or http://host:port or https://host:port with an IP address or localhost", text =>
            text.Length == 0 ? new Reading<HttpAddress?>(null, true, null)
            : HttpAddress.Read(text) is { } address ? address : Reading.No<HttpAddress?>()),
        "Where the HTTP API listens, and WebSockets are served; encrypted with https. Port 0: the system chooses one. Empty: no HTTP.");

    internal static readonly Key<string> Token = new("syncro.node.http.token",
        ValueKinds.Checked("empty, or text without white space and control characters",
            text => text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) ? "holds one" : null),
        "What a caller must send as bearer token. Empty: nothing, which is allowed on loopback only.")
    { IsSecret = true };

    internal static readonly TlsKeys Tls = TlsKeys.Under("syncro.node.http.tls",
        "The file with our certificate there, PEM or PKCS 12, and its issuers; required with https://.",
        "clients",
        "The PEM file with the authorities of clients. Each caller must then show a certificate issued by one of them, whose CN is the GUID that it greets with over a WebSocket (else 401), where it needs no token. Empty: none is asked for.");

    internal static readonly ListKey AllowHosts = new("syncro.node.http.allow-hosts", "host names",
        "Host names, besides the listener's own and those of loopback, that a request may name. Any other is refused (403), against DNS rebinding.");

    internal static readonly ListKey AllowOrigins = new("syncro.node.http.allow-origins", "origins",
        "Origins, such as https://app.example.org, whose web pages may call. Pages of any other are refused (403).");

    internal static readonly Key<bool> AllowPlainText = new("syncro.node.http.allow-plain-text", ValueKinds.Switch,
        "On: HTTP may stand on an address that other machines reach, without https. Off: that is an error.");

    internal static readonly Key<int> MaxBody = new("syncro.node.http.max-body", ValueKinds.Size(64 << 10, 64 << 20),
        "The largest body of one call; an import is not bound by it. Larger: refused (413).");

    internal static readonly Key<int> MaxLine = new("syncro.node.http.max-line", ValueKinds.Size(64 << 10, 64 << 20),
        "The largest line of an import. Longer: refused (422).");

    internal static readonly Key<int> MaxConnections = new("syncro.node.http.max-connections", ValueKinds.Count(1, 100_000),
        "Connections to the HTTP API, and as many WebSockets. Beyond it new ones are closed at once, WebSockets refused (429).");

    internal static readonly Key<int> MaxStreams = new("syncro.node.http.max-streams", ValueKinds.Count(0, 100_000),
        "Readers of /api/changes at a time, each of which holds up to a page of the journal. Beyond it new ones are refused (429).");

    /// <summary>All of them.</summary>
    public static readonly KeyTable Table = new(
        "syncro.node", [Uri, Token, .. Tls.All, AllowHosts, AllowOrigins, AllowPlainText, MaxBody, MaxLine, MaxConnections, MaxStreams]);
}
