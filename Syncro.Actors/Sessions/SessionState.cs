using System.Collections.Immutable;

namespace Syncro.Sessions;

/// <summary>One conversation with one client over one connection, as a pure machine: events in, effects out.</summary>
internal abstract record SessionState
{
    /// <summary>The session after an event, and what is to be done, in order. A closed session does nothing.</summary>
    public abstract Step On(SessionEvent happened);

    /// <summary>Whether the conversation is over.</summary>
    public abstract bool Closed { get; }

    /// <summary>
    /// Whether something received is being dealt with. No message is to be given to a busy session: whoever sends faster
    /// than we record waits in the connection, not in memory.
    /// </summary>
    public abstract bool Busy { get; }

    /// <summary>Whether it knows that our journal has more for the other side than it was sent.</summary>
    public abstract bool Behind { get; }

    /// <summary>A session of a protocol version, before its connection is up.</summary>
    public static SessionState New(SessionTerms terms, int protocol) =>
        protocol == 1 ? new LegacySession(terms) : new PeerSession(terms);
}

/// <summary>What an event came to.</summary>
internal readonly record struct Step(SessionState State, ImmutableArray<SessionEffect> Effects);
