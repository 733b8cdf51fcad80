using System.Collections.Immutable;
using Akka.Actor;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>A connection as its session sees it. Holds at most one message in and, out, what the session's window lets it send.</summary>
internal interface ILink
{
    /// <summary>What it offers to a greeting.</summary>
    ImmutableArray<string> Features { get; }

    /// <summary>What both sides named, once both have greeted: used for each message after, in either direction.</summary>
    void Use(ImmutableArray<string> agreed);

    /// <summary>From now on the session is told what comes: Incoming, LinkReady, LinkEnded, LinkClosed.</summary>
    void Start(IActorRef session);

    /// <summary>Asks for one message.</summary>
    void Pull();

    /// <summary>Sends a message; false: no more is to be asked for until LinkReady.</summary>
    bool Send(Message message);

    /// <summary>What was sent before gets out, then the connection ends.</summary>
    void Finish(Fault fault);

    /// <summary>Ends the connection now.</summary>
    void Close(SessionEnd end);
}
