using Akka.Actor;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Clients;

/// <summary>What a client's actor is told and asked, by way of <see cref="ClientsActor"/>.</summary>
internal abstract record ClientCommand(ClientId Client)
{
    /// <summary>A session asks to be the live one; answered by <see cref="KnownPeer"/> or <see cref="Wire.Fault"/>.</summary>
    /// <param name="Client">Whom it is with.</param>
    /// <param name="Session">Stopped where another takes its place.</param>
    /// <param name="Claim">What it says of the client.</param>
    /// <param name="Taken">How far our journal says that the client's is read; null: not at all.</param>
    public sealed record Attach(ClientId Client, IActorRef Session, Claim Claim, TakenWith? Taken) : ClientCommand(Client);

    /// <summary>What is known of the journal that the client last came with; answered by <see cref="KnownPeer"/>.</summary>
    public sealed record Look(ClientId Client) : ClientCommand(Client);

    /// <summary>Answered by <see cref="Free"/> once no session with the client is live.</summary>
    public sealed record WhenFree(ClientId Client) : ClientCommand(Client);

    /// <summary>
    /// The client's journal is recorded up to there. <paramref name="AtOnce"/>: answered by <see cref="Noted"/> once on
    /// disk; else written within a second, for the journal holds it already or losing it costs a repeat.
    /// </summary>
    /// <param name="Client">Whose journal.</param>
    /// <param name="To">How far.</param>
    /// <param name="AtOnce">As said.</param>
    /// <param name="Scribes">That came with it.</param>
    public sealed record Advance(ClientId Client, ClientEvent.CursorAdvanced To, bool AtOnce, int Scribes) : ClientCommand(Client);

    /// <summary>The client has recorded our journal up to there; written within a second.</summary>
    public sealed record Acknowledge(ClientId Client, ClientEvent.Acknowledged Upto) : ClientCommand(Client);

    /// <summary>The client told the head of its journal.</summary>
    public sealed record Told(ClientId Client, Cursor Head) : ClientCommand(Client);

    /// <summary>Something went wrong with the client.</summary>
    public sealed record Report(ClientId Client, string Text) : ClientCommand(Client);

    /// <summary>Answered by <see cref="LiveSession"/>.</summary>
    public sealed record GetSession(ClientId Client) : ClientCommand(Client);

    /// <summary>
    /// Waits until the client's journal is recorded here up to the head it last told, and ours there up to a position.
    /// Whoever waits no longer cancels it.
    /// </summary>
    public sealed record WhenUptodate(ClientId Client, Position Ours, TaskCompletionSource Uptodate) : ClientCommand(Client);

    /// <summary>Answered by <see cref="ClientStatus"/>.</summary>
    public sealed record GetStatus(ClientId Client) : ClientCommand(Client);
}

/// <summary>The one session with a client that is live; null where none is.</summary>
internal sealed record LiveSession(IActorRef? Session);

/// <summary>See <see cref="ClientCommand.WhenFree"/>.</summary>
internal sealed record Free;

/// <summary>See <see cref="ClientCommand.Advance"/>.</summary>
internal sealed record Noted;

/// <summary>Another session has taken this one's place.</summary>
internal sealed record Replaced;

/// <summary>The client's actor is gone, and with it what it knew of the session: only dialling anew is remembered.</summary>
internal sealed record Forgotten;

/// <summary>How a client stands, as its actor knows it.</summary>
internal sealed record ClientStatus(
    ClientId Client, bool Connected, Cursor? Seen, Cursor? Head, Position Acknowledged, string? LastError)
{
    /// <summary>How far its journal is read, while that was behind when its session began.</summary>
    public SyncProgress? Progress { get; init; }

    /// <summary>Whether all that the client told of is recorded here, and ours there up to a position.</summary>
    public bool IsUptodate(Position ours) => HasAllToldOf && Acknowledged >= ours;

    // A version-1 id tells no order.
    private bool HasAllToldOf => Head is null
        || (Head.Journal == JournalId.Legacy ? Head == Seen : Head.Position <= (Seen?.Position ?? Position.Zero));
}
