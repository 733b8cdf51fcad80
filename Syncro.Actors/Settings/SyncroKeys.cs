using Syncro.Scribes;

namespace Syncro.Settings;

/// <summary>The keys of <c>syncro</c>, save <c>syncro.node</c>. The defaults are in reference.conf.</summary>
internal static class SyncroKeys
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;

    private static readonly ValueKind<TcpAddress> Listened = new(
        "tcp://host:port or tls://host:port",
        text => TcpAddress.ReadListener(text, out var fault) is { } address ? address : Reading.No<TcpAddress>(fault));

    private static readonly ValueKind<TcpAddress> Dialled = new(
        "tcp://host:port, tls://host:port, ws://host:port/path or wss://host:port/path",
        text => TcpAddress.Read(text, out var fault) is { } address ? address : Reading.No<TcpAddress>(fault));

    private static readonly ValueKind<TokenHash> Hash = new(
        "64 hex digits",
        text => text.Length == 0 ? new Reading<TokenHash>(null, true, null)
            : TokenHash.TryParse(text) is { } hash ? hash : Reading.No<TokenHash>());

    private static readonly ValueKind<string> Guid = ValueKinds.Checked(
        "empty, or 1 to 256 bytes without control characters",
        text => text.Length == 0 ? null : Names.Fault("GUID", text));

    internal static readonly Key<string> Client = new("syncro.client", Guid,
        "This peer's GUID. Empty: a random one is made at the first start and kept in storage.directory.");

    internal static readonly Key<string> Space = new("syncro.space",
        ValueKinds.Checked("1 to 256 bytes without control characters", text => Names.Fault("space", text)),
        "The world of records this peer belongs to; peers of another space are refused.");

    internal static readonly Key<TimeSpan> MaxClockDrift = new("syncro.max-clock-drift",
        ValueKinds.Time(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
        "How far another peer's clock, or a stamp it sends, may be from ours. Beyond it the link stops (425) and is tried again; nothing is skipped.");

    internal static readonly Key<bool> AllowPlainText = new("syncro.allow-plain-text", ValueKinds.Switch,
        "On: listeners may stand on addresses that other machines reach, and tokens be sent to other machines, without encryption. Off: that is an error.");

    internal static readonly Key<string> Directory = new("syncro.storage.directory",
        ValueKinds.Checked("a path", text => text.Length == 0 ? "empty" : null),
        "Where this peer keeps its journal and its records; made where it is missing. Relative to the working directory. Losing it loses every change not yet sent.");

    internal static readonly Key<string> Provider = new("syncro.storage.records.provider",
        ValueKinds.Checked("a provider name of linq2db", text => text.Length == 0 ? "empty" : null),
        "The database of the record store. Any but SQLite needs a connection-string.");

    internal static readonly Key<string> ConnectionString =
        new("syncro.storage.records.connection-string", ValueKinds.Text,
            "How to reach it. Empty: a SQLite file in storage.directory.")
        { IsSecret = true };

    internal static readonly Key<int> Cache = new("syncro.storage.records.cache", ValueKinds.Count(0, 10_000_000),
        "Records held in memory. More: fewer reads from disk, about 1 KiB each.");

    internal static readonly ListKey Readers = new("syncro.models.*.readers", "attribute names",
        "The attributes that hold the GUIDs of those who may read a record, each one or a list. A record that lacks them, or with an empty list: nobody's.", "everyone");

    internal static readonly ListKey Writers = new("syncro.models.*.writers", "attribute names",
        "The attributes that hold the GUIDs of those readers who may change or destroy a record. Absent: every reader.", "everyone");

    internal static readonly Key<bool> ModelsOpen = new("syncro.models-open", ValueKinds.Switch,
        "On: any class is recorded and replayed (a hub). Off: only those in models; any other is refused (403).");

    internal static readonly Key<TcpAddress> ListenUri = new("syncro.listen.*.uri", Listened,
        "Where to listen, and whether the links are encrypted (tls). Port 0: the system chooses one.");

    internal static readonly Key<int> ListenProtocol = new("syncro.listen.*.protocol", ValueKinds.Count(1, 2),
        "The protocol spoken there. 1: peers of 2010, which name no client and prove nothing.", "2");

    internal static readonly Key<string> ListenClient = new("syncro.listen.*.client", Guid,
        "The GUID of whoever connects; required with protocol 1, not allowed with 2.", "");

    internal static readonly Key<TcpAddress> PeerUri = new("syncro.peers.*.uri", Dialled,
        "Where to dial the peer whose GUID the section is named after, for as long as the node runs. Another GUID answering there is refused. Encrypted with tls and wss; over a WebSocket with ws and wss, whose path is /sync where none is given.");

    internal static readonly Key<int> PeerProtocol = new("syncro.peers.*.protocol", ValueKinds.Count(1, 2),
        "The protocol spoken to it.", "2");

    internal static readonly Key<string> PeerTokenEnv = new("syncro.peers.*.token-env", ValueKinds.Text,
        "The environment variable that holds our token there.", "");

    internal static readonly Key<string> PeerTokenFile = new("syncro.peers.*.token-file", ValueKinds.Text,
        "The file whose first line is our token there. Relative to the working directory.", "");

    internal static readonly Key<bool> Anonymous = new("syncro.access.anonymous", ValueKinds.Switch,
        "On: a GUID that never had a token of its own needs none. An error beside a listener that other machines reach and that asks for no certificates, unless allow-plain-text is on.");

    internal static readonly Key<TokenHash> ClientToken = new("syncro.access.clients.*.token-sha256", Hash,
        "The SHA-256 of a token that proves this GUID, as syncro token hash writes it. Those of syncro token create hold beside it.", "")
    { IsSecret = true };

    internal static readonly Key<bool> ClientRelay = new("syncro.access.clients.*.relay", ValueKinds.Switch,
        "On: trusted to pass on the changes of others and to apply the rules towards its own clients. Off: a leaf.", "off");

    internal static readonly Key<bool> ClientRecover = new("syncro.access.clients.*.recover-from", ValueKinds.Switch,
        "On: what this client holds of others' changes is taken from it too, from its journal's beginning, as from a relay: for a peer that lost data which the client has. Turn it off afterwards.", "off");

    internal static readonly Key<int> MaxMessage = new("syncro.wire.max-message", ValueKinds.Size(2 * MiB, 64 * MiB),
        "The largest message, put together from its parts. Larger: refused (413), the link is closed.");

    internal static readonly Key<int> Window = new("syncro.wire.window", ValueKinds.Count(1, 1024),
        "Pushes sent to one client and not yet acknowledged. More: faster over slow lines, more memory for each client.");

    internal static readonly Key<int> PageSize = new("syncro.wire.page-size", ValueKinds.Size(4 * KiB, MiB),
        "How much of the journal a push carries. Of a catch-up the first answer carries a quarter of it, and each that follows twice as much, up to four times it and no more than 1 MiB; a change set is never split and may exceed it.");

    internal static readonly Key<bool> Compression = new("syncro.wire.compression", ValueKinds.Switch,
        "On: messages of 4 KiB and more are compressed where the other side takes them so, as browsers do and peers that have it on. Off: for links that are encrypted and carry secrets beside what strangers write, whose length tells of them.");

    internal static readonly Key<TimeSpan> GreetTimeout = Wait("greet-timeout", 60,
        "How long a connection may take to say who it is, before it is closed.");

    internal static readonly Key<TimeSpan> FrameTimeout = Wait("frame-timeout", 300,
        "How long a frame may take to arrive, from its first byte to its last, before the link is closed.");

    internal static readonly Key<TimeSpan> NoopInterval = Wait("noop-interval", 3600,
        "Silence after which a noop is sent.");

    internal static readonly Key<TimeSpan> SilenceTimeout = Wait("silence-timeout", 3600,
        "Silence after which a link counts as dead, is closed and dialled again. Above noop-interval.");

    internal static readonly Key<TimeSpan> ConnectTimeout = Wait("connect-timeout", 300,
        "How long dialling may take, before it is tried again.");

    internal static readonly Key<TimeSpan> ReconnectMin = new("syncro.wire.reconnect-min",
        ValueKinds.Time(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        "The pause before a lost peer is dialled again; doubles, with jitter, up to reconnect-max.");

    internal static readonly Key<TimeSpan> ReconnectMax = new("syncro.wire.reconnect-max",
        ValueKinds.Time(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
        "The longest such pause. Not below reconnect-min.");

    internal static readonly Key<int> MaxConnections = new("syncro.wire.max-connections", ValueKinds.Count(1, 1_000_000),
        "Connections to all listeners, and those the application keeps, together. Beyond it new ones are refused (429).");

    internal static readonly Key<int> MaxConnectionsPerClient =
        new("syncro.wire.max-connections-per-client", ValueKinds.Count(1, 1000),
            "Connections of one GUID. Beyond it new ones are refused (429).");

    internal static readonly Key<int> MaxUnauthenticated =
        new("syncro.wire.max-unauthenticated", ValueKinds.Size(4 * KiB, MiB),
            "Bytes read from a connection before it has said who it is. Beyond it: refused (413) and closed.");

    internal static readonly Key<int> MaxScribe = new("syncro.limits.scribe", ValueKinds.Size(KiB, 512 * KiB),
        "The largest scribe, encoded. Larger: refused (413). The same on every peer, or some hold what others refuse.");

    internal static readonly Key<int> MaxChangeSet = new("syncro.limits.change-set", ValueKinds.Count(1, 2048),
        "Scribes in one change set. More: refused (413). The same on every peer.");

    internal static readonly Key<int> MaxCommit = new("syncro.limits.commit", ValueKinds.Count(1, Position.PerCommit),
        "Scribes in one commit, corrections included. Fewer: less work shared by callers who wait together. Not below change-set.");

    internal static readonly Key<int> MaxCommitSize = new("syncro.limits.commit-size", ValueKinds.Size(64 * KiB, MiB),
        "The largest change set, and the largest commit, encoded. Larger: refused (413). The same on every peer. Not below scribe.");

    internal static readonly Key<int> ConcurrentCalls = new("syncro.rpc.concurrent-calls", ValueKinds.Count(1, 1000),
        "Methods running at a time for one session; for one client, with those of its earlier sessions, times max-connections-per-client. Beyond it the call is refused (429).");

    internal static readonly Key<int> WaitingCalls = new("syncro.rpc.waiting-calls", ValueKinds.Count(1, 1000),
        "Calls of ours over one session that have no answer yet, given up or not. Beyond it a call is not sent. More than the other side's concurrent-calls are refused there.");

    internal static readonly Key<TimeSpan> CallTimeout = new("syncro.rpc.timeout",
        ValueKinds.Time(TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        "How long a method may take. Then its caller is told so (408), and it is cancelled; it keeps its place until it has ended. Also how long a call of ours waits that names no time.");

    internal static readonly Key<int> Queue = new("syncro.journal.queue", ValueKinds.Count(1, 1_000_000),
        "Change sets that wait for the journal. Beyond it callers are told that the journal is unavailable (503).");

    internal static readonly Key<int> SnapshotEvery = new("syncro.journal.snapshot-every", ValueKinds.Count(10, 10_000_000),
        "Commits between two snapshots of the journal's state; 8 MiB of them make one too, and 1 KiB more for each journal read. More: longer starts, less writing.");

    internal static readonly Key<TimeSpan> WriteTimeout = new("syncro.journal.write-timeout",
        ValueKinds.Time(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
        "How long a caller waits for the disk. Then its outcome is unknown (504): recorded once, or not at all.");

    internal static readonly Key<TimeSpan> RestartMin = new("syncro.journal.restart-min",
        ValueKinds.Time(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        "The pause before the journal starts again from disk after a failed write; doubles up to restart-max.");

    internal static readonly Key<TimeSpan> RestartMax = new("syncro.journal.restart-max",
        ValueKinds.Time(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
        "The longest such pause. Not below restart-min.");

    internal static readonly Key<string> CompactAt = new("syncro.compaction.at",
        ValueKinds.Checked("empty, or a time of the day from 00:00 to 23:59", text => text.Length == 0 || TimeOfDay(text) is not null ? null : "no time of the day"),
        "When, by this machine's clock, the part of the log goes that is not kept: the record store has what it came to. Empty: never by itself; syncro compact does it.");

    internal static readonly Key<TimeSpan> CompactAge = new("syncro.compaction.age",
        ValueKinds.Time(TimeSpan.Zero, TimeSpan.FromDays(3650)),
        "Younger commits are kept. Who reads from before them is brought up to date from the records, and sees no single changes.");

    internal static readonly Key<TimeSpan> CompactClients = new("syncro.compaction.clients",
        ValueKinds.Time(TimeSpan.Zero, TimeSpan.FromDays(3650)),
        "Younger commits are kept for a client that has not acknowledged them. Older: it is brought up to date from the records, and lacks the operations of that time. Version-1 peers are always waited for.");

    internal static readonly Key<int> MaxCommits = new("syncro.compaction.max-commits", ValueKinds.Count(0, int.MaxValue),
        "More commits are not kept, however young and whoever has not acknowledged them. 0: any number.");

    internal static readonly Key<int> PlayRetries = new("syncro.players.retries", ValueKinds.Count(0, 1_000_000),
        "How often a scribe that its class fails to play is tried again, before it is set aside and the next is played.");

    internal static readonly Key<TimeSpan> PlayRetryMin = new("syncro.players.retry-min",
        ValueKinds.Time(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        "The pause before a scribe is tried again; doubles, with jitter, up to retry-max.");

    internal static readonly Key<TimeSpan> PlayRetryMax = new("syncro.players.retry-max",
        ValueKinds.Time(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
        "The longest such pause. Not below retry-min.");

    internal static readonly Key<TimeSpan> PlayTimeout = new("syncro.players.timeout",
        ValueKinds.Time(TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
        "How long playing one scribe may take. Then it is told to stop, and after as long again given up: it has failed.");

    internal static readonly Key<int> PlaySetAside = new("syncro.players.set-aside", ValueKinds.Count(1, 10_000),
        "Scribes of one class that may be set aside. At so many, playing pauses until some are played again; nothing is dropped.");

    /// <summary>All of them.</summary>
    public static readonly KeyTable Table = new("syncro",
    [
        Client, Space, MaxClockDrift, AllowPlainText, Directory, Provider, ConnectionString, Cache, Readers, Writers,
        ModelsOpen, ListenUri, ListenProtocol, ListenClient, .. TlsKeys.Listen.All, PeerUri, PeerProtocol, PeerTokenEnv,
        PeerTokenFile, .. TlsKeys.Peer.All, Anonymous, ClientToken, ClientRelay, ClientRecover, MaxMessage, Window, PageSize, Compression, GreetTimeout, FrameTimeout, NoopInterval,
        SilenceTimeout, ConnectTimeout, ReconnectMin, ReconnectMax, MaxConnections, MaxConnectionsPerClient,
        MaxUnauthenticated, MaxScribe, MaxChangeSet, MaxCommit, MaxCommitSize, ConcurrentCalls, WaitingCalls, CallTimeout, Queue,
        SnapshotEvery, WriteTimeout, RestartMin, RestartMax, CompactAt, CompactAge, CompactClients, MaxCommits, PlayRetries, PlayRetryMin, PlayRetryMax, PlayTimeout, PlaySetAside,
    ], Elsewhere: "syncro.node");

    /// <summary>Hours and minutes; null: the text is no time of the day.</summary>
    internal static TimeSpan? TimeOfDay(string text) =>
        TimeSpan.TryParseExact(text, @"hh\:mm", System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : null;

    private static Key<TimeSpan> Wait(string name, int seconds, string meaning) =>
        new($"syncro.wire.{name}", ValueKinds.Time(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(seconds)), meaning);
}
