using System.Collections.Immutable;
using System.Net.WebSockets;
using Syncro.Access;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro;

/// <summary>What a program may ask of the peer that it runs: records, changes, and how the links stand.</summary>
public interface IPeer
{
    /// <summary>This peer's GUID.</summary>
    ClientId Client { get; }

    /// <summary>The classes that it records and replays.</summary>
    Classes Classes { get; }

    /// <summary>Records a change set, whole or not at all. Completes once it is on disk.</summary>
    /// <exception cref="ChangeRefusedException">It breaks a rule or a limit.</exception>
    /// <exception cref="JournalUnavailableException">The journal can't write; nothing was recorded.</exception>
    /// <exception cref="OutcomeUnknownException">No answer in time; it was recorded once or not at all.</exception>
    Task<Committed> CommitAsync(ImmutableArray<LocalChange> changes, CancellationToken cancel = default);

    /// <summary>A record, with every change that was acknowledged before the call; null where nothing is known of it.</summary>
    Task<StoredRecord?> FindAsync(RecordKey key, CancellationToken cancel = default);

    /// <summary>
    /// Records alive of a class, in the order of their ids, after an id where one is given; at most
    /// <paramref name="limit"/>, with every change that was acknowledged before the call.
    /// </summary>
    Task<ImmutableArray<KeyValuePair<RecordId, RecordState>>> ListAsync(
        string className, RecordId? after, int limit, CancellationToken cancel = default);

    /// <summary>How this peer and its links stand.</summary>
    Task<PeerStatus> StatusAsync(CancellationToken cancel = default);

    /// <summary>What this peer holds, and where.</summary>
    Task<PeerStorage> StorageAsync(CancellationToken cancel = default);

    /// <summary>
    /// The journal's scribes after a position, of this peer's own changes and of others' alike, in order; goes on live
    /// and ends only with <paramref name="cancel"/>. Null: from now on. At most a page of them is held in memory. While it is
    /// read, compaction waits for it.
    /// </summary>
    /// <exception cref="CompactedException">The journal begins later.</exception>
    IAsyncEnumerable<Recorded> ChangesAsync(Position? after, CancellationToken cancel = default);

    /// <summary>
    /// Plays a scribe that was set aside to its class once more, out of order. Completes once it is played and no longer
    /// set aside, on disk.
    /// </summary>
    /// <exception cref="ChangeRefusedException">
    /// No such class is played here, or no such scribe of it is set aside (404), or another is being played again (429).
    /// </exception>
    /// <exception cref="Models.PlayFailedException">It failed again, and stays set aside.</exception>
    /// <exception cref="OutcomeUnknownException">No answer in time; status says whether it is still set aside.</exception>
    Task PlayAgainAsync(string className, Position position, CancellationToken cancel = default);

    /// <summary>
    /// Lets go of the part of the log that need not be kept, as <c>syncro.compaction</c> says, in small steps beside
    /// everything else. Records are what they were; who reads from before is brought up to date from them.
    /// </summary>
    /// <exception cref="JournalUnavailableException">It could not be done, or not all of it.</exception>
    Task<Compacted> CompactAsync(CancellationToken cancel = default);

    /// <summary>
    /// Serves whoever calls over an open WebSocket: version 2 of the protocol, one JSON object in each text message. The
    /// caller is unknown until it greets. Limits, timers and errors are those of TCP; a text is held against them fragment
    /// by fragment. The socket belongs to the session, and is closed once this completes. Never faults because of a caller.
    /// </summary>
    /// <param name="socket">Accepted, without compression, from an origin that may call.</param>
    /// <param name="certified">Whom the certificate names that the caller had to show; null: none was asked for.</param>
    /// <param name="cancel">Ends the session.</param>
    /// <returns>Why it ended.</returns>
    /// <exception cref="ObjectDisposedException">The peer has stopped.</exception>
    Task<SessionEnd> ServeAsync(WebSocket socket, ClientId? certified = null, CancellationToken cancel = default);

    /// <summary>The tokens by which clients prove their GUIDs to it.</summary>
    ITokens Tokens { get; }

    /// <summary>Why the peer can't take changes now, or null where it can.</summary>
    string? NotReady { get; }
}

/// <summary>One scribe in the journal.</summary>
/// <param name="Position">Its id.</param>
/// <param name="Scribe">The change.</param>
/// <param name="From">The client it came from; null where this peer made it.</param>
public sealed record Recorded(Position Position, Scribe Scribe, ClientId? From)
{
    /// <summary>What it did to what can be seen of the record.</summary>
    public Effect Effect { get; init; }
}

/// <summary>What a scribe did to what can be seen of a record.</summary>
public enum Effect
{
    /// <summary>Nothing: the record was not alive and is not, or it is an operation.</summary>
    None,

    /// <summary>The record is there, and was not before.</summary>
    Appeared,

    /// <summary>It is there, as it was before, with other attributes.</summary>
    Changed,

    /// <summary>It is gone: destroyed, or withdrawn from this peer.</summary>
    Disappeared,
}

/// <summary>What compaction came to.</summary>
/// <param name="Commits">That are gone.</param>
/// <param name="Begins">Where the journal begins now.</param>
public sealed record Compacted(long Commits, Position Begins);

/// <summary>How a peer stands.</summary>
/// <param name="Client">Its GUID.</param>
/// <param name="Journal">The id of its journal.</param>
/// <param name="Position">The position of its journal's last scribe, 0 when empty.</param>
/// <param name="Records">Records alive, over all classes.</param>
/// <param name="Peers">Each client known, sorted by GUID.</param>
public sealed record PeerStatus(
    ClientId Client, JournalId Journal, Position Position, long Records, ImmutableArray<LinkStatus> Peers)
{
    /// <summary>Each class with scribe types of its own, sorted by name.</summary>
    public ImmutableArray<PlayerStatus> Players { get; init; } = [];
}

/// <summary>How the link with one client stands.</summary>
/// <param name="Client">Its GUID.</param>
/// <param name="Connected">Whether a session with it is live.</param>
/// <param name="Seen">How far its journal is recorded here; a version-1 peer's is its own id, as JSON.</param>
/// <param name="Head">The head of its journal as it was last told, in the form of <paramref name="Seen"/>.</param>
/// <param name="Acknowledged">The last position of ours that it acknowledged.</param>
/// <param name="Behind">Commits missing in both directions together; 0 when in sync.</param>
/// <param name="LastError">What last went wrong, with the time; null where nothing did.</param>
public sealed record LinkStatus(
    ClientId Client, bool Connected, JsonText Seen, JsonText Head, Position Acknowledged, long Behind, string? LastError)
{
    /// <summary>
    /// How far its journal is read, while it is read up to where it ended when the session began; null: it is, or none is live.
    /// </summary>
    public SyncProgress? Progress { get; init; }
}

/// <summary>How far a journal is read that is being caught up with.</summary>
/// <param name="Scribes">Scribes that came.</param>
/// <param name="Fraction">Of the way from where reading began to where the journal ended then, by positions: 0 to 1.</param>
public sealed record SyncProgress(long Scribes, double Fraction);

/// <summary>How the playing of one class stands.</summary>
/// <param name="Class">Its name.</param>
/// <param name="Position">Up to there its scribes are played, save those set aside.</param>
/// <param name="Behind">Commits of the journal that may hold more to play; 0 when it is after it.</param>
/// <param name="Paused">Why nothing is played; null where it goes on.</param>
/// <param name="SetAside">The scribes that could not be played, by position.</param>
public sealed record PlayerStatus(
    string Class, Position Position, long Behind, string? Paused, ImmutableArray<SetAsideScribe> SetAside);

/// <summary>A scribe that could not be played.</summary>
/// <param name="Position">Its place in the journal.</param>
/// <param name="Error">What it failed with last.</param>
public sealed record SetAsideScribe(Position Position, string Error);

/// <summary>What a peer holds, and where.</summary>
/// <param name="Space">The world of records it belongs to.</param>
/// <param name="Provider">The record store's database, as linq2db names it.</param>
/// <param name="Directory">The full path of the storage directory.</param>
/// <param name="Bytes">Of the files there; what a database server holds is not among them.</param>
/// <param name="Records">Records alive of each class that is named in the configuration or has one, sorted by class.</param>
public sealed record PeerStorage(
    string Space, string Provider, string Directory, long Bytes, ImmutableSortedDictionary<string, long> Records);
