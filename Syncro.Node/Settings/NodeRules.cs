using Syncro.Settings;

namespace Syncro.Node.Settings;

/// <summary>What must hold between settings that are each allowed by themselves.</summary>
internal static class NodeRules
{
    /// <param name="http">What was read.</param>
    /// <param name="keys">The node's.</param>
    /// <param name="peer">The peer's: whoever may connect to it may do so over a WebSocket.</param>
    public static void Check(HttpSettings http, KeyReader keys, KeyReader peer)
    {
        var address = http.Address;
        if (http.Tls is { Certificate: null })
            throw keys.Fault(NodeKeys.Tls.Certificate, null, $"is missing; required with {address}; allowed: a file");
        if (address.IsLoopback)
            return;
        if (http.Tls is null && !keys.Get(NodeKeys.AllowPlainText))
            throw keys.Fault(NodeKeys.Uri, null,
                $"is {address}, which other machines reach without encryption; allowed: a loopback address such as 127.0.0.1, https://, or syncro.node.http.allow-plain-text = on");
        if (http.Token is null)
            throw keys.Fault(NodeKeys.Token, null, $"is empty while other machines reach {address}; allowed: a token");
        if (peer.Get(SyncroKeys.Anonymous) && http.Tls?.Authorities is null && !peer.Get(SyncroKeys.AllowPlainText))
            throw peer.Fault(SyncroKeys.Anonymous, null,
                $"is on while other machines reach WebSockets at {address}; allowed: off, or syncro.allow-plain-text = on");
    }
}
