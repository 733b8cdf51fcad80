using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Access;

/// <summary>What a peer remembers of the tokens made by it. Stored forever: extend, never change.</summary>
internal abstract record AccessEvent
{
    private AccessEvent() { }

    /// <summary>A client has a token more.</summary>
    /// <param name="Token">What is kept of it.</param>
    public sealed record TokenCreated(KeptToken Token) : AccessEvent;

    /// <summary>A token proves nobody any more.</summary>
    /// <param name="Id">Of the token.</param>
    public sealed record TokenRevoked(string Id) : AccessEvent;
}

/// <summary>What is kept of a token: never the token itself.</summary>
/// <param name="Id">Names it, and tells nothing of it.</param>
/// <param name="Client">Whom it proves.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="Created">When it was made, in milliseconds since 1970.</param>
internal sealed record KeptToken(string Id, ClientId Client, TokenHash Hash, long Created);
