using Syncro.Scribes;

namespace Syncro.Rpc;

/// <summary>A class or method that can't be exposed; the message names it and says why.</summary>
public sealed class InvalidServiceException(string message) : SyncroException(message);

/// <summary>No session with the client is live; nothing was sent.</summary>
public sealed class NotConnectedException(ClientId client)
    : SyncroException($"'{client}' is not connected; nothing was sent");

/// <summary>The call breaks a limit of ours: its size, its depth, or how many may wait. Nothing was sent.</summary>
public sealed class CallNotSentException : SyncroException
{
    internal CallNotSentException(string message) : base(message) { }

    internal CallNotSentException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>The other side answered a call with an error.</summary>
public sealed class CallRefusedException(string call, int code, string text)
    : SyncroException($"'{call}' was refused: {code} {text}".TrimEnd())
{
    /// <summary>
    /// 404 class not exposed, 405 no such method, 400 wrong arguments, 408 beyond its time limit, 413 an answer too large,
    /// 429 too many calls, 500 the method failed. A peer of 2010 tells 404 and 405 only.
    /// </summary>
    public Code Code { get; } = (Code)code;
}

/// <summary>No answer came in time. Whether the method ran, or still runs, is not known.</summary>
public sealed class CallTimedOutException(string call, TimeSpan limit)
    : SyncroException($"'{call}' was not answered within {limit.TotalSeconds:0.###} s");

/// <summary>The session ended before the answer came. Whether the method ran is not known.</summary>
public sealed class CallInterruptedException(string call, ClientId client)
    : SyncroException($"the session with '{client}' ended before '{call}' was answered");

/// <summary>The method ran and answered, but not with a value of the type asked for.</summary>
public sealed class UnreadableResultException(string call, Type type)
    : SyncroException($"what '{call}' answered is not of type {RpcJson.NameOf(type)}");
