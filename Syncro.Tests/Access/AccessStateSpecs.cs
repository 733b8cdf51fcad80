using System.Collections.Immutable;
using Syncro.Access;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Settings;

namespace Syncro.Tests.Access;

/// <summary>Which tokens hold, and whom they let in.</summary>
public class AccessStateSpecs
{
    private static readonly ClientId Laptop = new("laptop"), Phone = new("phone");

    private static KeptToken Token(string id, string text, ClientId? client = null) =>
        new(id, client ?? Laptop, TokenHash.Of(text), 1);

    private static AccessState Made(params KeptToken[] tokens) => tokens.Aggregate(
        AccessState.Empty, (state, token) => state.Apply(Assert.IsType<AccessEvent.TokenCreated>(
            state.Decide(new AccessCommand.Create(token)).Event)));

    private static AccessState Revoked(AccessState state, string id) =>
        state.Apply(Assert.IsType<AccessEvent.TokenRevoked>(state.Decide(new AccessCommand.Revoke(id)).Event));

    private static Code Refused(AccessState state, AccessCommand command)
    {
        var decision = state.Decide(command);
        Assert.Null(decision.Event);
        return Assert.IsType<AccessReply.Refused>(decision.Reply).Fault.Code;
    }

    private static Admission Admit(AccessState state, bool anonymous = false, params (string Client, string Token)[] configured)
    {
        var view = new AccessView();
        view.Move(state);
        return new(new(anonymous, configured.ToImmutableSortedDictionary(
            one => new ClientId(one.Client), one => new ClientAccess(TokenHash.Of(one.Token), false, false))), view);
    }

    [Fact]
    public void A_token_is_found_by_its_text_for_its_client_alone()
    {
        var state = Made(Token("1", "a"), Token("2", "b"), Token("3", "a", Phone));
        Assert.Equal("1", state.Find(Laptop, "a"));
        Assert.Equal("2", state.Find(Laptop, "b"));
        Assert.Equal("3", state.Find(Phone, "a"));
        Assert.Null(state.Find(Phone, "b"));
        Assert.Null(state.Find(Laptop, ""));
    }

    [Fact]
    public void A_token_that_was_revoked_proves_nobody()
    {
        var state = Revoked(Made(Token("1", "a"), Token("2", "b")), "1");
        Assert.Null(state.Find(Laptop, "a"));
        Assert.Equal("2", state.Find(Laptop, "b"));
        Assert.Equal(Code.NotFound, Refused(state, new AccessCommand.Revoke("1")));
    }

    [Fact]
    public void An_id_is_given_once()
    {
        var state = Made(Token("1", "a"));
        Assert.Equal(Code.DuplicateIdentity, Refused(state, new AccessCommand.Create(Token("1", "b", Phone))));
    }

    [Fact]
    public void A_client_has_so_many_tokens_and_no_more()
    {
        var state = Made([.. Enumerable.Range(0, AccessState.MostPerClient).Select(n => Token($"{n}", $"{n}"))]);
        Assert.Equal(Code.TooMany, Refused(state, new AccessCommand.Create(Token("x", "x"))));
        Assert.NotNull(state.Decide(new AccessCommand.Create(Token("x", "x", Phone))).Event);
        Assert.NotNull(Revoked(state, "3").Decide(new AccessCommand.Create(Token("x", "x"))).Event);
    }

    [Fact]
    public void Made_and_configured_tokens_hold_side_by_side()
    {
        var access = Admit(Made(Token("1", "made")), configured: ("laptop", "configured"));
        Assert.Equal(new Proof.Token("1"), access.Prove(Laptop, "made"));
        Assert.Equal(new Proof.Token(TokenId.OfConfigured(Laptop)), access.Prove(Laptop, "configured"));
        Assert.Null(access.Prove(Laptop, "other"));
        Assert.Null(access.Prove(Laptop, null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_never_had_a_token_needs_none_where_that_is_allowed(bool anonymous)
    {
        var access = Admit(Made(Token("1", "a")), anonymous);
        Assert.Equal(anonymous ? Proof.None : null, access.Prove(Phone, null));
        Assert.Equal(anonymous ? Proof.None : null, access.Prove(Phone, "a"));
        Assert.Null(access.Prove(Laptop, null));
    }

    [Fact]
    public void Who_lost_the_last_token_is_not_admitted_without_one()
    {
        var access = Admit(Revoked(Made(Token("1", "a")), "1"), anonymous: true);
        Assert.Null(access.Prove(Laptop, null));
        Assert.Null(access.Prove(Laptop, "a"));
    }

    [Fact]
    public void A_proof_stands_while_its_token_does()
    {
        var made = Made(Token("1", "a"), Token("2", "b"));
        var before = Admit(made, anonymous: true, ("phone", "p"));
        var after = Admit(Revoked(made, "1"), anonymous: true, ("phone", "p"));
        Assert.True(before.Stands(Laptop, new Proof.Token("1")));
        Assert.False(after.Stands(Laptop, new Proof.Token("1")));
        Assert.True(after.Stands(Laptop, new Proof.Token("2")));
        Assert.True(after.Stands(Phone, new Proof.Token(TokenId.OfConfigured(Phone))));
        Assert.True(after.Stands(Laptop, Proof.Certificate));
        Assert.True(after.Stands(new("tablet"), Proof.None));
        Assert.False(after.Stands(Laptop, Proof.None));
    }
}
