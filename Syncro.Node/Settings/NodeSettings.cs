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
        var http = new HttpSettings(address, keys.Get(NodeKeys.Token) is { Length: > 0 } token ? TokenHash.Of(token) : null)
        {
            AllowHosts = [.. keys.Get(NodeKeys.AllowHosts)],
            AllowOrigins = [.. keys.Get(NodeKeys.AllowOrigins).Select(text => Origin(keys, text))],
            MaxBody = keys.Get(NodeKeys.MaxBody),
            MaxLine = keys.Get(NodeKeys.MaxLine),
        };
        var plain = keys.Get(NodeKeys.AllowPlainText);
        if (!address.IsLoopback && !plain)
            throw keys.Fault(NodeKeys.Uri, null,
                $"is {address}, which other machines reach without encryption; allowed: a loopback address such as 127.0.0.1, or syncro.node.http.allow-plain-text = on");
        if (!address.IsLoopback && http.Token is null)
            throw keys.Fault(NodeKeys.Token, null, $"is empty while other machines reach {address}; allowed: a token");
        return new NodeSettings(http);
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
}

/// <summary>The keys of <c>syncro.node</c>.</summary>
internal static class NodeKeys
{
    internal static readonly Key<HttpAddress?> Uri = new("syncro.node.http.uri",
        new("empty, or http://host:port with an IP address or localhost", text =>
            text.Length == 0 ? new Reading<HttpAddress?>(null, true, null)
            : HttpAddress.Read(text, out var fault) is { } address ? address : Reading.No<HttpAddress?>(fault)),
        "Where the HTTP API listens. Port 0: the system chooses one. Empty: no HTTP.");

    internal static readonly Key<string> Token = new("syncro.node.http.token",
        ValueKinds.Checked("empty, or text without white space and control characters",
            text => text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) ? "holds one" : null),
        "What a caller must send as bearer token. Empty: nothing, which is allowed on loopback only.")
    { IsSecret = true };

    internal static readonly ListKey AllowHosts = new("syncro.node.http.allow-hosts", "host names",
        "Host names, besides the listener's own and those of loopback, that a request may name. Any other is refused (403), against DNS rebinding.");

    internal static readonly ListKey AllowOrigins = new("syncro.node.http.allow-origins", "origins",
        "Origins, such as https://app.example.org, whose web pages may call. Pages of any other are refused (403).");

    internal static readonly Key<bool> AllowPlainText = new("syncro.node.http.allow-plain-text", ValueKinds.Switch,
        "On: HTTP may stand on an address that other machines reach, without encryption. Off: that is an error.");

    internal static readonly Key<int> MaxBody = new("syncro.node.http.max-body", ValueKinds.Size(64 << 10, 64 << 20),
        "The largest body of one call; an import is not bound by it. Larger: refused (413).");

    internal static readonly Key<int> MaxLine = new("syncro.node.http.max-line", ValueKinds.Size(64 << 10, 64 << 20),
        "The largest line of an import. Longer: refused (422).");

    /// <summary>All of them.</summary>
    public static readonly KeyTable Table = new(
        "syncro.node", [Uri, Token, AllowHosts, AllowOrigins, AllowPlainText, MaxBody, MaxLine]);
}
