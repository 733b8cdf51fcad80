using System.Collections.Immutable;
using Syncro.Access;
using Syncro.Scribes;

namespace Syncro.Tests.Node;

/// <summary>Tokens in memory; the laptop's stands in the configuration.</summary>
internal sealed class MemoryTokens : ITokens
{
    public const string Token = "n0t-4-s3cret";

    private readonly List<TokenStatus> _tokens = [new("c0", new("laptop"), null)];

    public Task<CreatedToken> CreateAsync(ClientId client, CancellationToken cancel = default)
    {
        if (client.Value == "full")
            return Task.FromException<CreatedToken>(new TokenRefusedException(Code.TooMany, "client 'full' has 16 tokens; revoke one first"));
        var made = new TokenStatus($"a{_tokens.Count}", client, DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123));
        _tokens.Add(made);
        return Task.FromResult(new CreatedToken(made.Id, client, new(Token), made.Created!.Value));
    }

    public Task<ImmutableArray<TokenStatus>> ListAsync(CancellationToken cancel = default) =>
        Task.FromResult(_tokens.ToImmutableArray());

    public Task RevokeAsync(string id, CancellationToken cancel = default) =>
        _tokens.Find(token => token.Id == id) is not { } found
            ? Task.FromException(new TokenRefusedException(Code.NotFound, $"there is no token '{id}'"))
        : found.IsConfigured
            ? Task.FromException(new TokenRefusedException(Code.DuplicateIdentity, $"token '{id}' stands in the configuration"))
        : Task.FromResult(_tokens.Remove(found));
}
