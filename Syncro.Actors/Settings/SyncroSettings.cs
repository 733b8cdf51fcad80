using System.Collections.Immutable;
using Akka.Configuration;
using Syncro.Scribes;

namespace Syncro.Settings;

/// <summary>What a peer is told by its configuration, checked. What each means: <see cref="SyncroKeys"/>.</summary>
public sealed record SyncroSettings
{
    /// <summary>This peer's GUID; null: one is made and kept with the storage.</summary>
    public required ClientId? Client { get; init; }

    /// <summary>The world of records it belongs to.</summary>
    public required string Space { get; init; }

    /// <summary>Where it keeps what it knows.</summary>
    public required StorageSettings Storage { get; init; }

    /// <summary>The classes named, with their rules.</summary>
    public required ImmutableSortedDictionary<string, ModelSettings> Models { get; init; }

    /// <summary>Whether any other class is taken as well.</summary>
    public required bool ModelsOpen { get; init; }

    /// <summary>Where others may connect, sorted by name.</summary>
    public required ImmutableArray<ListenerSettings> Listeners { get; init; }

    /// <summary>Whom it dials, sorted by GUID.</summary>
    public required ImmutableArray<PeerSettings> Peers { get; init; }

    /// <summary>Who may connect, and as what.</summary>
    public required AccessSettings Access { get; init; }

    /// <summary>How far another's clock may be from ours.</summary>
    public required TimeSpan MaxClockDrift { get; init; }

    /// <summary>Whether listeners may stand off loopback, and tokens leave it, without encryption.</summary>
    public required bool AllowPlainText { get; init; }

    /// <summary>Sizes, waits and numbers of the links.</summary>
    public required WireSettings Wire { get; init; }

    /// <summary>Sizes of what may be recorded.</summary>
    public required LimitSettings Limits { get; init; }

    /// <summary>Calls of methods.</summary>
    public required RpcSettings Rpc { get; init; }

    /// <summary>How the journal works.</summary>
    public required JournalSettings Journal { get; init; }

    /// <summary>How much of the log is kept.</summary>
    public required CompactionSettings Compaction { get; init; }

    /// <summary>How the classes with scribe types of their own are played.</summary>
    public required PlayerSettings Players { get; init; }

    /// <summary>The classes that are recorded and replayed.</summary>
    public Classes Classes => ModelsOpen ? Classes.All : Classes.Of(Models.Keys);

    /// <summary>The defaults: the reference.conf of this library.</summary>
    public static Config Reference { get; } =
        ConfigurationFactory.FromResource("Syncro.reference.conf", typeof(SyncroSettings).Assembly);

    /// <summary>Reads a configuration, the defaults below it.</summary>
    /// <exception cref="InvalidSettingsException">A key is unknown or missing, or a value is not allowed.</exception>
    public static SyncroSettings Read(Config config) => Read(SettingsSource.Of(config));

    /// <summary>As <see cref="Read(Config)"/>; errors say where a value stands.</summary>
    /// <exception cref="InvalidSettingsException">A key is unknown or missing, or a value is not allowed.</exception>
    public static SyncroSettings Read(SettingsSource source) => SettingsReader.Read(source);
}

/// <summary>Where a peer keeps what it knows.</summary>
/// <param name="Directory">Of the journal, the record store and the GUID.</param>
/// <param name="RecordsProvider">The record store's database, as linq2db names it.</param>
/// <param name="RecordsConnection">How to reach it; empty: a file in the directory.</param>
/// <param name="Cache">Records held in memory.</param>
public sealed record StorageSettings(string Directory, string RecordsProvider, Secret RecordsConnection, int Cache);

/// <summary>Who may read and write the records of a class: the attributes that hold GUIDs; null: everyone.</summary>
public sealed record ModelSettings(ImmutableArray<string>? Readers, ImmutableArray<string>? Writers);

/// <summary>Where others connect.</summary>
/// <param name="Name">What the operator calls it.</param>
/// <param name="Address">Where.</param>
/// <param name="Protocol">1 or 2.</param>
/// <param name="Client">Whose connections they are: with protocol 1, and only then.</param>
public sealed record ListenerSettings(string Name, TcpAddress Address, int Protocol, ClientId? Client)
{
    /// <summary>How its links are encrypted; null: they are not.</summary>
    public TlsSettings? Tls { get; init; }
}

/// <summary>A peer to dial.</summary>
/// <param name="Client">The GUID expected there.</param>
/// <param name="Address">Where.</param>
/// <param name="Protocol">1 or 2.</param>
/// <param name="Token">What proves our GUID to it, if anything.</param>
public sealed record PeerSettings(ClientId Client, TcpAddress Address, int Protocol, Secret? Token)
{
    /// <summary>How the link is encrypted; null: it is not.</summary>
    public TlsSettings? Tls { get; init; }
}

/// <summary>Who may connect.</summary>
/// <param name="Anonymous">Whether a GUID without a token of its own needs none.</param>
/// <param name="Clients">Those known by name.</param>
public sealed record AccessSettings(bool Anonymous, ImmutableSortedDictionary<ClientId, ClientAccess> Clients);

/// <summary>What is known of one client.</summary>
/// <param name="Token">What its token must hash to; null: it has none.</param>
/// <param name="Relay">Whether it is trusted as a relay.</param>
/// <param name="RecoverFrom">Whether what it holds of others is taken from it, once, after this peer lost data.</param>
public sealed record ClientAccess(TokenHash? Token, bool Relay, bool RecoverFrom);

/// <summary>Sizes in bytes, waits and numbers of the links.</summary>
public sealed record WireSettings
{
    /// <summary>The largest message put together from parts.</summary>
    public required int MaxMessage { get; init; }

    /// <summary>Pushes not yet acknowledged.</summary>
    public required int Window { get; init; }

    /// <summary>How much one answer to a sync carries.</summary>
    public required int PageSize { get; init; }

    /// <summary>Whether long messages are compressed where the other side takes them so.</summary>
    public required bool Compression { get; init; }

    /// <summary>Until a connection has said who it is.</summary>
    public required TimeSpan GreetTimeout { get; init; }

    /// <summary>From the first byte of a frame to its last.</summary>
    public required TimeSpan FrameTimeout { get; init; }

    /// <summary>Silence before a noop.</summary>
    public required TimeSpan NoopInterval { get; init; }

    /// <summary>Silence before a link counts as dead.</summary>
    public required TimeSpan SilenceTimeout { get; init; }

    /// <summary>Until dialling is given up and tried again.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>The first pause between two dials.</summary>
    public required TimeSpan ReconnectMin { get; init; }

    /// <summary>The longest pause between two dials.</summary>
    public required TimeSpan ReconnectMax { get; init; }

    /// <summary>Connections to all listeners, and those the application keeps.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Connections of one GUID.</summary>
    public required int MaxConnectionsPerClient { get; init; }

    /// <summary>Bytes read before a connection has said who it is.</summary>
    public required int MaxUnauthenticated { get; init; }
}

/// <summary>Sizes of what may be recorded, in the encoding of version 2.</summary>
/// <param name="Scribe">Bytes of one scribe.</param>
/// <param name="ChangeSet">Scribes in a change set.</param>
/// <param name="Commit">Scribes in a commit.</param>
/// <param name="CommitSize">Bytes of a change set, and of a commit.</param>
public sealed record LimitSettings(int Scribe, int ChangeSet, int Commit, int CommitSize);

/// <summary>Calls of methods, of one session.</summary>
/// <param name="ConcurrentCalls">Methods of ours that may run at a time.</param>
/// <param name="WaitingCalls">Calls of ours that may be without an answer.</param>
/// <param name="Timeout">How long a method may take, and a call of ours that names no time.</param>
public sealed record RpcSettings(int ConcurrentCalls, int WaitingCalls, TimeSpan Timeout);

/// <summary>How the journal works.</summary>
/// <param name="Queue">Change sets that may wait.</param>
/// <param name="SnapshotEvery">Commits between snapshots.</param>
/// <param name="WriteTimeout">How long a caller waits for the disk.</param>
/// <param name="RestartMin">The first pause after a failed write.</param>
/// <param name="RestartMax">The longest.</param>
public sealed record JournalSettings(int Queue, int SnapshotEvery, TimeSpan WriteTimeout, TimeSpan RestartMin, TimeSpan RestartMax);

/// <summary>How much of the log is kept.</summary>
/// <param name="At">The time of the day at which what is not kept goes; null: never by itself.</param>
/// <param name="Age">Younger commits are kept.</param>
/// <param name="Clients">Commits younger than this are kept for clients that have not acknowledged them.</param>
/// <param name="MaxCommits">More are not kept, however young and whoever lacks them; 0: any number.</param>
public sealed record CompactionSettings(TimeSpan? At, TimeSpan Age, TimeSpan Clients, int MaxCommits);

/// <summary>How the classes with scribe types of their own are played.</summary>
/// <param name="Retries">Tries after the first, before a scribe is set aside.</param>
/// <param name="RetryMin">The first pause before another try.</param>
/// <param name="RetryMax">The longest.</param>
/// <param name="Timeout">How long playing one scribe may take.</param>
/// <param name="SetAside">Scribes of one class that may be set aside.</param>
public sealed record PlayerSettings(int Retries, TimeSpan RetryMin, TimeSpan RetryMax, TimeSpan Timeout, int SetAside);
