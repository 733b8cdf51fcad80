using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>What a session is opened with; it never changes.</summary>
/// <param name="Self">Our GUID.</param>
/// <param name="Journal">Our journal's id.</param>
/// <param name="Space">The space.</param>
/// <param name="Classes">The classes we take.</param>
/// <param name="Dials">Whether we dialled: then we greet, and the other side is a relay.</param>
/// <param name="Peer">The client expected: dialled, or a version-1 listener's; null: whoever proves himself.</param>
/// <param name="Token">What we prove ourselves with.</param>
/// <param name="Access">Who may connect.</param>
/// <param name="Timing">The session's time limits.</param>
internal sealed record SessionTerms(
    ClientId Self, JournalId Journal, string Space, Classes Classes, bool Dials, ClientId? Peer, string? Token,
    IAccess Access, SessionTiming Timing)
{
    /// <summary>The client that the caller's certificate names, and which needs no token; null: none was asked for.</summary>
    public ClientId? Certified { get; init; }

    /// <summary>The features that we name.</summary>
    public ImmutableArray<string> Features { get; init; } = [];
}

/// <summary>Limits of a session; times in milliseconds.</summary>
/// <param name="Greet">A connection must have greeted.</param>
/// <param name="Noop">After this silence of ours we send a noop.</param>
/// <param name="Silence">After this silence of the other side, or an answer so long due, the link is closed.</param>
/// <param name="Move">Between two positions told that moved past scribes not for the reader.</param>
/// <param name="Window">Messages of scribes sent and not yet acknowledged.</param>
/// <param name="MaxClockDrift">Between two peers.</param>
/// <param name="Calls">Of methods, in both directions.</param>
internal sealed record SessionTiming(
    long Greet, long Noop, long Silence, long Move, int Window, long MaxClockDrift, CallLimits Calls);

/// <summary>Who may connect, and as what.</summary>
internal interface IAccess
{
    /// <summary>How a GUID proved itself; null: it did not. Takes the same time for every wrong token.</summary>
    Proof? Prove(ClientId client, string? token);

    /// <summary>Whether what a live session proved itself by still holds.</summary>
    bool Stands(ClientId client, Proof proof);

    /// <summary>Whether a client that calls us is trusted to apply the rules towards its own clients.</summary>
    bool Relay(ClientId client);

    /// <summary>Whether what a client that calls us holds of others is taken from it, as from a relay; it stays a leaf as a reader.</summary>
    bool Recovers(ClientId client);
}
