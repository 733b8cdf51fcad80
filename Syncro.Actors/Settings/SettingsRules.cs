using static Syncro.Settings.SyncroKeys;

namespace Syncro.Settings;

/// <summary>What must hold between settings that are each allowed by themselves.</summary>
internal static class SettingsRules
{
    public static void Check(SyncroSettings settings, KeyReader keys)
    {
        foreach (var listener in settings.Listeners)
            CheckListener(listener, settings, keys);
        foreach (var peer in settings.Peers)
            CheckPeer(peer, settings, keys);
        CheckOrder(settings, keys);
        if (settings.Storage.RecordsProvider != "SQLite" && settings.Storage.RecordsConnection.Value.Length == 0)
            throw keys.Fault(ConnectionString, null, $"is empty; the provider {settings.Storage.RecordsProvider} needs one");
    }

    private static void CheckListener(ListenerSettings listener, SyncroSettings settings, KeyReader keys)
    {
        if (listener.Protocol == 1 && listener.Client is null)
            throw keys.Fault(ListenClient, listener.Name,
                "is missing; required with protocol = 1, whose peers name no client; allowed: " + ListenClient.Allowed);
        if (listener.Protocol == 2 && listener.Client is not null)
            throw keys.Fault(ListenClient, listener.Name, "is allowed with protocol = 1 only; with 2 the peers name themselves");
        if (listener.Client is not null && listener.Client == settings.Client)
            throw keys.Fault(ListenClient, listener.Name, "is this peer's own GUID; allowed: another");
        var twin = settings.Listeners.FirstOrDefault(other => other != listener
            && (other.Address.Host, other.Address.Port) == (listener.Address.Host, listener.Address.Port) && other.Address.Port != 0);
        if (twin is not null)
            throw keys.Fault(ListenUri, listener.Name, $"is {listener.Address}, as that of {twin.Name} is; allowed: an address of its own");
        if (listener.Tls is { Certificate: null })
            throw keys.Fault(TlsKeys.Listen.Certificate, listener.Name, $"is missing; required with {listener.Address}; allowed: a file");
        if (listener.Address.IsLoopback || settings.AllowPlainText || listener.Tls is { Authorities: not null })
            return;
        if (settings.Access.Anonymous)
            throw keys.Fault(Anonymous, null,
                $"is on while other machines reach the listener {listener.Name} at {listener.Address}; allowed: off, or syncro.allow-plain-text = on");
        if (listener.Tls is null)
            throw keys.Fault(ListenUri, listener.Name,
                $"is {listener.Address}, which other machines reach without encryption; allowed: a loopback address such as 127.0.0.1, tls://, or syncro.allow-plain-text = on");
    }

    private static void CheckPeer(PeerSettings peer, SyncroSettings settings, KeyReader keys)
    {
        var name = peer.Client.Value;
        if (peer.Client == settings.Client)
            throw keys.Fault("syncro.peers", name, "is this peer's own GUID; allowed: another");
        if (peer.Address.Port == 0)
            throw keys.Fault(PeerUri, name, $"is {peer.Address}; allowed: a port from 1 to 65535");
        if (peer.Protocol == 1 && peer.Token is not null)
            throw keys.Fault(PeerProtocol, name, "is 1, whose peers take no token; allowed: 2, or no token");
        if (peer is { Protocol: 1, Address.Path: not null })
            throw keys.Fault(PeerProtocol, name, $"is 1, which is not spoken over a WebSocket such as {peer.Address}; allowed: 2");
        if (peer is { Token: not null, Tls: null, Address.IsLoopback: false } && !settings.AllowPlainText)
            throw keys.Fault(PeerUri, name,
                $"is {peer.Address}, to which a token would go without encryption; allowed: {peer.Address.EncryptedScheme}://, a loopback address such as 127.0.0.1, or syncro.allow-plain-text = on");
    }

    private static void CheckOrder(SyncroSettings settings, KeyReader keys)
    {
        var (wire, limits, journal) = (settings.Wire, settings.Limits, settings.Journal);
        if (wire.SilenceTimeout <= wire.NoopInterval)
            throw keys.Fault(SilenceTimeout, null, $"is {wire.SilenceTimeout}, not above syncro.wire.noop-interval, {wire.NoopInterval}");
        if (wire.ReconnectMax < wire.ReconnectMin)
            throw keys.Fault(ReconnectMax, null, $"is {wire.ReconnectMax}, below syncro.wire.reconnect-min, {wire.ReconnectMin}");
        if (journal.RestartMax < journal.RestartMin)
            throw keys.Fault(RestartMax, null, $"is {journal.RestartMax}, below syncro.journal.restart-min, {journal.RestartMin}");
        if (settings.Players.RetryMax < settings.Players.RetryMin)
            throw keys.Fault(PlayRetryMax, null, $"is {settings.Players.RetryMax}, below syncro.players.retry-min, {settings.Players.RetryMin}");
        if (limits.Commit < limits.ChangeSet)
            throw keys.Fault(MaxCommit, null, $"is {limits.Commit}, below syncro.limits.change-set, {limits.ChangeSet}");
        if (limits.CommitSize < limits.Scribe)
            throw keys.Fault(MaxCommitSize, null, $"is {limits.CommitSize} bytes, below syncro.limits.scribe, {limits.Scribe}");
    }
}
