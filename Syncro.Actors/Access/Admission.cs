using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Settings;

namespace Syncro.Access;

/// <summary>Who may connect: as the settings say, and by the tokens made since.</summary>
/// <param name="settings">Never change while the peer runs.</param>
/// <param name="view">What was made and revoked.</param>
internal sealed class Admission(AccessSettings settings, AccessView view) : IAccess
{
    // Each of its tokens is compared, whichever it is.
    public Proof? Prove(ClientId client, string? token)
    {
        var state = view.State;
        if (!NeedsToken(client, state))
            return settings.Anonymous ? Proof.None : null;
        if (token is null)
            return null;
        var made = state.Find(client, token);
        return Configured(client)?.Matches(token) == true ? new Proof.Token(TokenId.OfConfigured(client))
            : made is not null ? new Proof.Token(made) : null;
    }

    public bool Stands(ClientId client, Proof proof) => proof switch
    {
        Proof.Token(var id) => id == TokenId.OfConfigured(client) || view.State.Tokens.ContainsKey(id),
        Proof.Nothing => !NeedsToken(client, view.State),
        _ => true,
    };

    public bool Relay(ClientId client) => settings.Clients.GetValueOrDefault(client)?.Relay ?? false;

    public bool Recovers(ClientId client) => settings.Clients.GetValueOrDefault(client)?.RecoverFrom ?? false;

    private bool NeedsToken(ClientId client, AccessState state) =>
        Configured(client) is not null || state.NeedsToken(client);

    private TokenHash? Configured(ClientId client) => settings.Clients.GetValueOrDefault(client)?.Token;
}
