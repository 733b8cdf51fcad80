using System.Collections.Immutable;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>What happens to a session. Times are milliseconds since 1970.</summary>
internal abstract record SessionEvent
{
    private SessionEvent() { }

    /// <summary>The connection is up.</summary>
    /// <param name="Now">The wall clock.</param>
    /// <param name="Head">Of our journal.</param>
    /// <param name="Known">What we know of the client that we dialled or, on a version-1 listener, that is taken to call.</param>
    public sealed record Opened(long Now, Cursor Head, KnownPeer? Known) : SessionEvent;

    /// <summary>A whole message came.</summary>
    public sealed record Received(Message Message, long Now) : SessionEvent;

    /// <summary>What came broke the grammar; nothing after it can be read.</summary>
    public sealed record Malformed(Fault Fault) : SessionEvent;

    /// <summary>The client's actor took the session for its live one.</summary>
    public sealed record Attached(KnownPeer Known, Cursor Head, long Now) : SessionEvent;

    /// <summary>What was asked of the client's actor, the journal or the log was refused or failed.</summary>
    public sealed record Failed(Fault Fault) : SessionEvent;

    /// <summary>What was to be read of our journal.</summary>
    /// <param name="Page">Null where the cursor is not of our journal's history.</param>
    /// <param name="Now">The wall clock.</param>
    public sealed record PageRead(OutgoingPage? Page, long Now) : SessionEvent;

    /// <summary>What was to be read of our journal for a version-1 peer.</summary>
    public sealed record LegacyPageRead(LegacyPage Page, long Now) : SessionEvent;

    /// <summary>What was received is recorded, and so is how far.</summary>
    public sealed record PageTaken(ImmutableArray<Rejection> Rejected, long Now) : SessionEvent;

    /// <summary>A method called from the other side has ended; its answer.</summary>
    public sealed record Called(long Number, Message Answer) : SessionEvent;

    /// <summary>A method of the other side is to be called; answered by Answered, whatever comes.</summary>
    /// <param name="Key">Told apart from other calls by it.</param>
    /// <param name="Class">The class.</param>
    /// <param name="Method">The method.</param>
    /// <param name="Args">A JSON array.</param>
    /// <param name="Timeout">How long to wait for the answer, in milliseconds.</param>
    /// <param name="Now">The wall clock.</param>
    public sealed record CallOut(
        long Key, string Class, string Method, JsonText Args, long Timeout, long Now) : SessionEvent;

    /// <summary>Nobody waits for the answer of a call any more.</summary>
    public sealed record CallGivenUp(long Key) : SessionEvent;

    /// <summary>Our journal has a new commit.</summary>
    public sealed record HeadMoved(Cursor Head) : SessionEvent;

    /// <summary>Who may connect has changed.</summary>
    public sealed record AccessMoved : SessionEvent;

    /// <summary>Time passes; a few times a second.</summary>
    public sealed record Tick(long Now) : SessionEvent;
}

/// <summary>What a session's actor does for it, in order.</summary>
internal abstract record SessionEffect
{
    private SessionEffect() { }

    /// <summary>Sends a message.</summary>
    public sealed record Send(Message Message) : SessionEffect;

    /// <summary>Asks the client's actor to take this session for its live one; answered by Attached or Failed.</summary>
    public sealed record Attach(JournalRef Peer, Cursor? TheirSeen) : SessionEffect
    {
        /// <summary>Where the client's journal ends, as it greeted us; null: a version-1 peer tells no order.</summary>
        public Cursor? Head { get; init; }
    }

    /// <summary>Reads our journal for a reader; answered by PageRead.</summary>
    public sealed record Read(PageCursor From, Reader Reader) : SessionEffect;

    /// <summary>Reads our journal for a version-1 peer; answered by LegacyPageRead.</summary>
    public sealed record ReadLegacy(LegacyFrom From, Reader Reader, int MaxBytes, int MaxScribes) : SessionEffect;

    /// <summary>Records a page, then how far it went; answered by PageTaken, or by Failed with nothing recorded.</summary>
    public sealed record Take(IncomingPage Page) : SessionEffect;

    /// <summary>The client has recorded our journal up to there.</summary>
    public sealed record Acknowledge(Position Position) : SessionEffect;

    /// <summary>The client told the head of its journal; a version-1 id as JSON.</summary>
    public sealed record Told(Cursor Head) : SessionEffect;

    /// <summary>Something to be seen in status and log.</summary>
    public sealed record Report(string Text) : SessionEffect;

    /// <summary>Calls a method for the other side, beside the session; answered by Called.</summary>
    public sealed record Call(long Number, Message.Rpc Rpc, Reader Reader) : SessionEffect;

    /// <summary>Cancels a method that is too late; answered by Called all the same, once it has ended.</summary>
    public sealed record CancelCall(long Number) : SessionEffect;

    /// <summary>What became of a CallOut.</summary>
    public sealed record Answered(long Key, CallOutcome Outcome) : SessionEffect;

    /// <summary>The features that both sides named; on for each message after the greeting.</summary>
    public sealed record Agree(ImmutableArray<string> Features) : SessionEffect;

    /// <summary>The session is open: both sides sync.</summary>
    public sealed record Ready : SessionEffect;

    /// <summary>Ends the connection once what was sent before is out.</summary>
    public sealed record Close(Fault Fault) : SessionEffect;
}

/// <summary>What we know of a client and its journal.</summary>
/// <param name="Seen">How far we have durably read its journal; null before the first time.</param>
/// <param name="Classes">The classes that it was read under.</param>
/// <param name="Own">Whether we still ask for our own scribes too.</param>
/// <param name="TheyKnowUs">Whether what it has seen of our journal, if anything, is of our history.</param>
/// <param name="Acknowledged">How far it has read our journal.</param>
/// <param name="Sequence">Of our journal's last event when its cursor last moved.</param>
/// <param name="Relay">Whether it was read as a relay's: a leaf's journal holds more than was taken of it.</param>
internal sealed record KnownPeer(
    Cursor? Seen, Classes Classes, bool Own, bool TheyKnowUs, Position Acknowledged, long Sequence, bool Relay)
{
    /// <summary>A client never met.</summary>
    public static readonly KnownPeer New = new(null, Classes.Of([]), false, true, Position.Zero, 0, false);

    /// <summary>What is known of a client with that journal; null: of one never met.</summary>
    public static KnownPeer Of(ClientState state, JournalId? journal)
    {
        if (journal is not { } id)
            return New;
        var read = state.Read.GetValueOrDefault(id);
        return new(
            read?.Seen, read?.Classes ?? Classes.Of([]), read?.Own ?? false, true, state.Acknowledged.GetValueOrDefault(id),
            read?.Sequence ?? 0, read?.Relay ?? false);
    }

    /// <summary>
    /// What this peer was started from may be a backup: until the client's journal was once read to its end, our own is
    /// asked for too. Of what we hold already it costs what was pushed in the last second.
    /// </summary>
    public KnownPeer SinceTheStart(bool readToItsEnd) => this with { Own = Own || !readToItsEnd };

    /// <summary>
    /// The later of this and what the journal has taken: a crash may have lost the last second of the client's cursor,
    /// and reading again from the beginning moves it back. The journal doesn't know the classes it was read under;
    /// where they are in doubt, the journal is read again. Asking for our own scribes once too often is a repeat.
    /// </summary>
    public KnownPeer Or(TakenWith? taken) =>
        taken is not null && taken.Sequence > Sequence ? this with { Seen = taken.To, Own = Own || taken.Own } : this;
}

/// <summary>Scribes to record, and how far the client's journal is read with them.</summary>
/// <param name="Source">Who sent them.</param>
/// <param name="Scribes">As they came.</param>
/// <param name="Upto">The cursor after them.</param>
/// <param name="Own">Kept with the cursor: whether we still ask for our own scribes too.</param>
/// <param name="Legacy">For a version-1 peer, what edits may have crossed; else null.</param>
internal sealed record IncomingPage(
    Source Source, ImmutableArray<WireScribe> Scribes, Cursor Upto, bool Own, LegacyCrossing? Legacy = null);

/// <summary>What a version-1 peer was sent: <see cref="ChangeSet.Legacy"/>.</summary>
internal sealed record LegacyCrossing(Position Sent, ImmutableHashSet<RecordKey> Unacknowledged);
