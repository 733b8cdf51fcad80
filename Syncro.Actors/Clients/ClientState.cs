using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Clients;

/// <summary>What a client's actor remembers. Stored forever: extend, never change.</summary>
internal abstract record ClientEvent
{
    private ClientEvent() { }

    /// <summary>One of the client's journals is recorded here up to a cursor.</summary>
    /// <param name="To">How far.</param>
    /// <param name="Classes">The classes that it was read under: one added means reading again.</param>
    /// <param name="Own">Whether our own scribes are still asked for too.</param>
    /// <param name="Sequence">Of our journal's last event then: tells which is later, this or what the journal has taken.</param>
    /// <param name="Relay">Whether it was read as a relay's, what it holds of others too.</param>
    public sealed record CursorAdvanced(Cursor To, Classes Classes, bool Own, long Sequence, bool Relay) : ClientEvent;

    /// <summary>The client, with that journal, has recorded ours up to a position.</summary>
    public sealed record Acknowledged(JournalId Theirs, Position Ours) : ClientEvent;
}

/// <summary>How far one journal of a client was read.</summary>
internal sealed record ReadUpto(Cursor Seen, Classes Classes, bool Own, long Sequence, bool Relay);

/// <summary>One connection that says it is this client.</summary>
/// <param name="Journal">The client's, as greeted.</param>
/// <param name="Ours">Whether we dialled.</param>
/// <param name="Head">Where that journal ended when it was last told; null: of a version-1 peer, which tells no order.</param>
/// <param name="Seen">How far it said that it holds ours.</param>
internal sealed record Claim(JournalId Journal, bool Ours, Cursor? Head, Position Seen);

/// <summary>What is known of one remote GUID: a cursor for each journal that it ever had.</summary>
/// <param name="Read">How far each of its journals is recorded here.</param>
/// <param name="Acknowledged">How far ours is recorded there, with each of its journals.</param>
/// <param name="Last">The journal it last came with; null before the first time.</param>
internal sealed record ClientState(
    ImmutableDictionary<JournalId, ReadUpto> Read, ImmutableDictionary<JournalId, Position> Acknowledged, JournalId? Last)
{
    /// <summary>A client never met.</summary>
    public static readonly ClientState New =
        new(ImmutableDictionary<JournalId, ReadUpto>.Empty, ImmutableDictionary<JournalId, Position>.Empty, null);

    /// <summary>The state after an event.</summary>
    public ClientState Apply(ClientEvent @event) => @event switch
    {
        ClientEvent.CursorAdvanced(var to, var classes, var own, var sequence, var relay) =>
            this with { Read = Read.SetItem(to.Journal, new(to, classes, own, sequence, relay)), Last = to.Journal },
        ClientEvent.Acknowledged(var theirs, var ours) =>
            this with { Acknowledged = Acknowledged.SetItem(theirs, ours), Last = theirs },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The event that a report means; null where it says nothing new: reports may be repeated.</summary>
    public ClientEvent? Decide(ClientEvent reported) => Apply(reported) is var next && next.SameAs(this) ? null : reported;

    private bool SameAs(ClientState other) =>
        Last == other.Last
        && (Last is not { } last || (Equals(Read.GetValueOrDefault(last), other.Read.GetValueOrDefault(last))
            && Acknowledged.GetValueOrDefault(last) == other.Acknowledged.GetValueOrDefault(last)));

    /// <summary>
    /// Why a caller doesn't take the place of the live session; null where it does. A peer that calls again holds all
    /// that was ever read of its journal, all that it told of, and all of ours that it acknowledged, so it is not refused
    /// for its history, save one that a crash set back a second; another peer that runs with a copy of its storage is, as
    /// soon as the live one has written or read anything.
    /// </summary>
    /// <param name="self">Our GUID.</param>
    /// <param name="client">The client's.</param>
    /// <param name="live">The live session.</param>
    /// <param name="caller">The one that would replace it.</param>
    /// <param name="known">What is known of the caller's journal.</param>
    public static Fault? Refusal(ClientId self, ClientId client, Claim live, Claim caller, KnownPeer known) =>
        live.Journal != caller.Journal ? Refused(client, $"with another journal: {TwoPeers}")
        : IsBehind(caller.Head, known.Seen) || IsBehind(caller.Head, live.Head) || HasForgotten(caller, known)
            ? Refused(client, $"with another history: {TwoPeers}")
        : !NewerStays(self, client, live.Ours, caller.Ours) ? Refused(client, "from the other side")
        : null;

    // The same words each time: a caller that is refused again and again is news once.
    private const string TwoPeers =
        "two peers run with one identity. A copy gets its own by 'syncro identity new'; a peer that was restored or made "
        + "anew is let in once its old connection has ended";

    private static Fault Refused(ClientId client, string how) =>
        new(Code.DuplicateIdentity, $"'{client}' is connected already, {how}");

    private static bool HasForgotten(Claim caller, KnownPeer known) =>
        caller.Head is not null && caller.Seen < known.Acknowledged;

    // A commit has one mark.
    private static bool IsBehind(Cursor? head, Cursor? known) =>
        head is not null && known is not null && head.Journal == known.Journal
        && (head.Position < known.Position
            || (head.Position.Commit == known.Position.Commit && head.Mark != known.Mark));

    /// <summary>
    /// Which of two live sessions of this client goes on. Of two dialled from the same side the newer; of two dialled
    /// from both sides the one dialled by the lesser GUID.
    /// </summary>
    /// <param name="self">Our GUID.</param>
    /// <param name="client">The client's.</param>
    /// <param name="liveIsOurs">Whether we dialled the live one.</param>
    /// <param name="newIsOurs">Whether we dialled the new one.</param>
    public static bool NewerStays(ClientId self, ClientId client, bool liveIsOurs, bool newIsOurs) =>
        liveIsOurs == newIsOurs || newIsOurs == (self < client);
}
