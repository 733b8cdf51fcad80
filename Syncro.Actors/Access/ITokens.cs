using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Access;

/// <summary>
/// The tokens by which clients prove their GUIDs to a peer. A change takes effect at once, on live sessions too, and
/// survives a restart. Exceptions besides those named: <see cref="JournalUnavailableException"/>, nothing was changed;
/// <see cref="OutcomeUnknownException"/>, it was done or not, and the list tells.
/// </summary>
public interface ITokens
{
    /// <summary>
    /// Makes a token for a client: 32 random bytes in base64url, which are never told again; the peer keeps their SHA-256.
    /// It holds beside those that the client has. From now on the client needs one, and its sessions without one end.
    /// </summary>
    /// <exception cref="TokenRefusedException">The client has 16 already (429), or is this peer itself (422).</exception>
    Task<CreatedToken> CreateAsync(ClientId client, CancellationToken cancel = default);

    /// <summary>Those that hold, the configured ones among them, by client and time. None of them is told.</summary>
    Task<ImmutableArray<TokenStatus>> ListAsync(CancellationToken cancel = default);

    /// <summary>
    /// Revokes a token. The sessions that came by it end with 401; those by another one of the same client go on. A client
    /// that has none left is not admitted without one either.
    /// </summary>
    /// <exception cref="TokenRefusedException">
    /// There is none of that id (404), or it stands in the configuration (409).
    /// </exception>
    Task RevokeAsync(string id, CancellationToken cancel = default);
}

/// <summary>A token that was just made.</summary>
/// <param name="Id">Names it, to revoke it.</param>
/// <param name="Client">Whom it proves.</param>
/// <param name="Token">The token itself. It is told here and never again.</param>
/// <param name="Created">When it was made.</param>
public sealed record CreatedToken(string Id, ClientId Client, Secret Token, DateTimeOffset Created);

/// <summary>A token that holds.</summary>
/// <param name="Id">Names it, to revoke it.</param>
/// <param name="Client">Whom it proves.</param>
/// <param name="Created">When it was made; null: it stands in the configuration.</param>
public sealed record TokenStatus(string Id, ClientId Client, DateTimeOffset? Created)
{
    /// <summary>Whether it stands in the configuration, and is revoked there.</summary>
    public bool IsConfigured => Created is null;
}

/// <summary>What was asked of the tokens can't be done; nothing was changed.</summary>
public sealed class TokenRefusedException(Code code, string message) : SyncroException(message)
{
    /// <summary>Why.</summary>
    public Code Code { get; } = code;
}
