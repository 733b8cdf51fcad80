using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Syncro.Scribes;

namespace Syncro.Access;

/// <summary>The tokens made by this peer that hold, and the clients that ever had one.</summary>
/// <param name="Tokens">By id.</param>
/// <param name="Clients">A client whose last token was revoked is shut out, not back among those that need none.</param>
internal sealed record AccessState(
    ImmutableSortedDictionary<string, KeptToken> Tokens, ImmutableSortedSet<ClientId> Clients)
{
    /// <summary>Tokens of one client: more than any rotation takes, and few enough to be compared at each greeting.</summary>
    public const int MostPerClient = 16;

    /// <summary>No token was ever made.</summary>
    public static readonly AccessState Empty =
        new(ImmutableSortedDictionary<string, KeptToken>.Empty.WithComparers(StringComparer.Ordinal), []);

    /// <summary>What a command comes to.</summary>
    public AccessDecision Decide(AccessCommand command) => command switch
    {
        AccessCommand.Create(var token) when Tokens.ContainsKey(token.Id) =>
            AccessDecision.Refuse(Code.DuplicateIdentity, $"there is a token '{token.Id}' already; try again"),
        AccessCommand.Create(var token) when Of(token.Client).Count() >= MostPerClient =>
            AccessDecision.Refuse(Code.TooMany, $"client '{token.Client}' has {MostPerClient} tokens; revoke one first"),
        AccessCommand.Create(var token) => AccessDecision.Persist(new AccessEvent.TokenCreated(token)),
        AccessCommand.Revoke(var id) when Tokens.ContainsKey(id) =>
            AccessDecision.Persist(new AccessEvent.TokenRevoked(id)),
        AccessCommand.Revoke(var id) => AccessDecision.Refuse(Code.NotFound, $"there is no token '{id}'"),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The state after an event.</summary>
    public AccessState Apply(AccessEvent @event) => @event switch
    {
        AccessEvent.TokenCreated(var token) =>
            new(Tokens.SetItem(token.Id, token), Clients.Add(token.Client)),
        AccessEvent.TokenRevoked(var id) => this with { Tokens = Tokens.Remove(id) },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Whether a client needs a token because it once had one.</summary>
    public bool NeedsToken(ClientId client) => Clients.Contains(client);

    /// <summary>The id of the client's token that this is; null: none. Takes as long whatever the token.</summary>
    public string? Find(ClientId client, string token)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        string? found = null;
        foreach (var kept in Of(client))
            if (kept.Hash.Matches(hash))
                found = kept.Id;
        return found;
    }

    private IEnumerable<KeptToken> Of(ClientId client) => Tokens.Values.Where(token => token.Client == client);
}
