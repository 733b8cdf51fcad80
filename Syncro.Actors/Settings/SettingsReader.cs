using System.Collections.Immutable;
using Syncro.Scribes;
using static Syncro.Settings.SyncroKeys;

namespace Syncro.Settings;

/// <summary>Reads the settings by the table, then what must hold between them.</summary>
internal static class SettingsReader
{
    public static SyncroSettings Read(SettingsSource source)
    {
        var keys = new KeyReader(source, SyncroSettings.Reference, Table);
        var settings = new SyncroSettings
        {
            Client = Guid(keys.Get(Client)),
            Space = keys.Get(Space),
            Storage = new(keys.Get(SyncroKeys.Directory), keys.Get(Provider), new(keys.Get(ConnectionString)), keys.Get(Cache)),
            Models = keys.Names("syncro.models").ToImmutableSortedDictionary(n => n, n => Model(keys, n), StringComparer.Ordinal),
            ModelsOpen = keys.Get(ModelsOpen),
            Listeners = [.. keys.Names("syncro.listen").Select(name => Listener(keys, name))],
            Peers = [.. keys.Names("syncro.peers").Select(name => Peer(keys, name)).OrderBy(peer => peer.Client)],
            Access = new(keys.Get(Anonymous), keys.Names("syncro.access.clients")
                .ToImmutableSortedDictionary(name => Named(keys, "syncro.access.clients", name), name => Access(keys, name))),
            MaxClockDrift = keys.Get(MaxClockDrift),
            AllowPlainText = keys.Get(AllowPlainText),
            Wire = Wire(keys),
            Limits = new(keys.Get(MaxScribe), keys.Get(MaxChangeSet), keys.Get(MaxCommit), keys.Get(MaxCommitSize)),
            Rpc = new(keys.Get(ConcurrentCalls), keys.Get(WaitingCalls), keys.Get(CallTimeout)),
            Journal = new(
                keys.Get(Queue), keys.Get(SnapshotEvery), keys.Get(WriteTimeout), keys.Get(RestartMin), keys.Get(RestartMax)),
            Compaction = new(
                keys.Get(CompactAt) is { Length: > 0 } at ? TimeOfDay(at) : null, keys.Get(CompactAge), keys.Get(CompactClients), keys.Get(MaxCommits)),
            Players = new(
                keys.Get(PlayRetries), keys.Get(PlayRetryMin), keys.Get(PlayRetryMax), keys.Get(PlayTimeout), keys.Get(PlaySetAside)),
        };
        SettingsRules.Check(settings, keys);
        return settings;
    }

    private static ClientId? Guid(string text) => text.Length == 0 ? default(ClientId?) : new ClientId(text);

    private static ClientId Named(KeyReader keys, string section, string name) =>
        Names.Fault("GUID", name) is { } fault ? throw keys.Fault(section, name, $"is not a GUID: {fault}") : new(name);

    private static ModelSettings Model(KeyReader keys, string name)
    {
        if (Names.ClassFault(name) is { } fault)
            throw keys.Fault("syncro.models", name, $"is not a class name: {fault}");
        return new(Attributes(keys, Readers, name), Attributes(keys, Writers, name));
    }

    private static ImmutableArray<string>? Attributes(KeyReader keys, ListKey key, string name)
    {
        if (!keys.Has(key, name))
            return null;
        var attributes = keys.Get(key, name);
        foreach (var attribute in attributes)
            if (Names.Fault("attribute name", attribute) is { } fault)
                throw keys.Fault(key, name, $"holds '{attribute}': {fault}; allowed: {key.Allowed}");
        return attributes;
    }

    private static ListenerSettings Listener(KeyReader keys, string name) =>
        new(name, keys.Get(ListenUri, name), keys.Get(ListenProtocol, name), Guid(keys.Get(ListenClient, name)))
        {
            Tls = Tls(keys, TlsKeys.Listen, ListenUri, name),
        };

    private static PeerSettings Peer(KeyReader keys, string name) => new(
        Named(keys, "syncro.peers", name), keys.Get(PeerUri, name), keys.Get(PeerProtocol, name), PeerToken.Read(keys, name))
    {
        Tls = Tls(keys, TlsKeys.Peer, PeerUri, name),
    };

    private static TlsSettings? Tls(KeyReader keys, TlsKeys tls, Key<TcpAddress> uri, string name)
    {
        var (reader, address) = (new TlsReader(keys, tls, name), keys.Get(uri, name));
        return address.IsEncrypted ? reader.Read()
            : reader.IsSet ? throw keys.Fault(uri, name, $"is {address} beside a section tls; allowed: {address.EncryptedScheme}://, or no such section")
            : null;
    }

    private static ClientAccess Access(KeyReader keys, string name) =>
        new(keys.Get(ClientToken, name), keys.Get(ClientRelay, name), keys.Get(ClientRecover, name));

    private static WireSettings Wire(KeyReader keys) => new()
    {
        MaxMessage = keys.Get(MaxMessage),
        Window = keys.Get(Window),
        PageSize = keys.Get(PageSize),
        Compression = keys.Get(Compression),
        GreetTimeout = keys.Get(GreetTimeout),
        FrameTimeout = keys.Get(FrameTimeout),
        NoopInterval = keys.Get(NoopInterval),
        SilenceTimeout = keys.Get(SilenceTimeout),
        ConnectTimeout = keys.Get(ConnectTimeout),
        ReconnectMin = keys.Get(ReconnectMin),
        ReconnectMax = keys.Get(ReconnectMax),
        MaxConnections = keys.Get(MaxConnections),
        MaxConnectionsPerClient = keys.Get(MaxConnectionsPerClient),
        MaxUnauthenticated = keys.Get(MaxUnauthenticated),
    };
}
