using Syncro.Wire;

namespace Syncro.Access;

/// <summary>What the actor of a space's tokens is asked; answered by an <see cref="AccessReply"/>.</summary>
internal abstract record AccessCommand
{
    private AccessCommand() { }

    /// <summary>Keeps a token that was just made.</summary>
    public sealed record Create(KeptToken Token) : AccessCommand;

    /// <summary>Ends a token, and the sessions that came by it.</summary>
    public sealed record Revoke(string Id) : AccessCommand;
}

/// <summary>What became of an <see cref="AccessCommand"/>.</summary>
internal abstract record AccessReply
{
    private AccessReply() { }

    /// <summary>On disk, and every session knows.</summary>
    public sealed record Done : AccessReply;

    /// <summary>It can't be done, and nothing was.</summary>
    public sealed record Refused(Fault Fault) : AccessReply;

    /// <summary>It could not be written.</summary>
    public sealed record Failed(SyncroException Cause) : AccessReply;
}

/// <summary>Told to every session: who may connect has changed.</summary>
internal sealed record AccessMoved;

/// <summary>What a command comes to: the event first, the reply once it is on disk.</summary>
internal readonly record struct AccessDecision(AccessEvent? Event, AccessReply Reply)
{
    public static AccessDecision Persist(AccessEvent @event) => new(@event, new AccessReply.Done());

    public static AccessDecision Refuse(Code code, string text) => new(null, new AccessReply.Refused(new(code, text)));
}
