using Syncro.Access;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Access;

/// <summary>Tokens made and revoked while clients are connected.</summary>
public sealed class TokenPeersSpecs : IAsyncLifetime, IDisposable
{
    private const string Config = PeerSpecs.Listener + "\n" + LogKeeper.Config + """

        syncro.access {
          anonymous = off
          # The hash of "secret".
          clients.tablet { token-sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" }
        }
        """;

    private static readonly ClientId Laptop = new("laptop"), Phone = new("phone");

    private readonly string _system = $"tokens-{Guid.NewGuid():N}";
    private readonly TempDirectory _directory = new(), _other = new();
    private TestPeer _server = null!;

    public async Task InitializeAsync() => _server = await StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose()
    {
        _directory.Dispose();
        _other.Dispose();
    }

    private ITokens Tokens => _server.Peer.Tokens;

    private Task<TestPeer> StartAsync(string more = "") =>
        TestPeer.StartAsync("server", _directory.Path, $"{Config}\n{more}", _system);

    private async Task RestartAsync(string more = "")
    {
        await _server.DisposeAsync();
        _server = await StartAsync(more);
    }

    private static System.Text.Json.Nodes.JsonObject Hello(ClientId client, string? token)
    {
        var hello = WirePeer.Hello(client.Value, $"journal of {client} {token?[..4]}");
        if (token is not null)
            hello["token"] = token;
        return hello;
    }

    private Task<WirePeer> GreetAsync(ClientId client, string? token) => WirePeer.GreetAsync(_server.Port, Hello(client, token));

    private async Task<int?> RefusedAsync(ClientId client, string? token)
    {
        using var caller = await WirePeer.DialAsync(_server.Port);
        await caller.SendAsync(Hello(client, token));
        return (int?)(await caller.LastAsync())?["code"];
    }

    private static async Task AliveAsync(WirePeer caller) =>
        Assert.Equal("true", (await caller.AskAsync("noop", ""))["result"]!.ToJsonString());

    [Fact]
    public async Task A_client_connects_by_a_token_as_soon_as_it_is_made()
    {
        Assert.Equal(401, await RefusedAsync(Laptop, null));
        var made = await Tokens.CreateAsync(Laptop);
        Assert.Equal(43, made.Token.Value.Length);
        using var caller = await GreetAsync(Laptop, made.Token.Value);
        await AliveAsync(caller);
        Assert.Equal(401, await RefusedAsync(Phone, made.Token.Value));
    }

    [Fact]
    public async Task Revoking_a_token_ends_the_sessions_that_came_by_it_and_no_other()
    {
        var (first, second) = (await Tokens.CreateAsync(Laptop), await Tokens.CreateAsync(Phone));
        var spare = await Tokens.CreateAsync(Phone);
        using var laptop = await GreetAsync(Laptop, first.Token.Value);
        using var phone = await GreetAsync(Phone, spare.Token.Value);
        using var tablet = await GreetAsync(new("tablet"), "secret");
        await Tokens.RevokeAsync(second.Id);
        await AliveAsync(phone);
        await Tokens.RevokeAsync(first.Id);
        await _server.CreateAsync("n1", "canary");
        var last = await laptop.LastAsync();
        Assert.Equal((401, "the token that this session began with was revoked"), ((int)last!["code"]!, last["message"]!.ToString()));
        Assert.Equal(401, await RefusedAsync(Laptop, first.Token.Value));
        await AliveAsync(phone);
        await AliveAsync(tablet);
    }

    [Fact]
    public async Task No_push_follows_a_token_that_was_revoked()
    {
        var token = await Tokens.CreateAsync(Laptop);
        using var laptop = await GreetAsync(Laptop, token.Token.Value);
        await laptop.AskAsync("sync", "\"from\":null,\"own\":false");
        await _server.CreateAsync("n1", "before");
        await laptop.ReceiveAsync("add_scribes");
        await Tokens.RevokeAsync(token.Id);
        await _server.CreateAsync("n2", "after");
        while (await laptop.TryReceiveAsync() is { } message)
            Assert.DoesNotContain("after", message.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dialler_whose_token_was_revoked_is_told_why_and_comes_back_by_another()
    {
        var file = _other.File("token");
        var token = await Tokens.CreateAsync(Laptop);
        await File.WriteAllTextAsync(file, token.Token.Value);
        var dial = $$"""
            syncro.peers.server { uri = "tcp://127.0.0.1:{{_server.Port}}", token-file = "{{file}}" }
            """;
        await using (var laptop = await TestPeer.StartAsync("laptop", _other.File("data"), dial))
        {
            await Wait.ForSync(laptop, "server");
            await Tokens.RevokeAsync(token.Id);
            await Wait.ForError(laptop, "server", "401");
        }
        await File.WriteAllTextAsync(file, (await Tokens.CreateAsync(Laptop)).Token.Value);
        await using var again = await TestPeer.StartAsync("laptop", _other.File("data"), dial);
        await Wait.ForSync(again, "server");
    }

    [Fact]
    public async Task What_was_made_and_revoked_survives_a_restart()
    {
        var (kept, gone) = (await Tokens.CreateAsync(Laptop), await Tokens.CreateAsync(Phone));
        await Tokens.RevokeAsync(gone.Id);
        var before = await Tokens.ListAsync();
        await RestartAsync("syncro.access.anonymous = on");
        Assert.Equal(before.AsEnumerable(), await Tokens.ListAsync());
        (await GreetAsync(Laptop, kept.Token.Value)).Dispose();
        Assert.Equal(401, await RefusedAsync(Phone, gone.Token.Value));
        Assert.Equal(401, await RefusedAsync(Phone, null));
        (await GreetAsync(new("stranger"), null)).Dispose();
    }

    [Fact]
    public async Task A_session_without_a_token_ends_when_its_client_gets_one()
    {
        await RestartAsync("syncro.access.anonymous = on");
        using var laptop = await GreetAsync(Laptop, null);
        using var phone = await GreetAsync(Phone, null);
        await Tokens.CreateAsync(Laptop);
        Assert.Equal(401, (int)(await laptop.LastAsync())!["code"]!);
        await AliveAsync(phone);
    }

    [Fact]
    public async Task The_list_shows_made_and_configured_ones_and_says_which_can_be_revoked()
    {
        var made = await Tokens.CreateAsync(Laptop);
        var list = await Tokens.ListAsync();
        Assert.Equal([(Laptop, false), (new("tablet"), true)], list.Select(token => (token.Client, token.IsConfigured)));
        Assert.Equal((made.Id, made.Created), (list[0].Id, list[0].Created));
        var refused = await Assert.ThrowsAsync<TokenRefusedException>(() => Tokens.RevokeAsync(list[1].Id));
        Assert.Equal(Code.DuplicateIdentity, refused.Code);
        Assert.Contains("stands in the configuration", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Code.NotFound, (await Assert.ThrowsAsync<TokenRefusedException>(() => Tokens.RevokeAsync("no"))).Code);
        Assert.Equal(
            Code.InvalidScribe, (await Assert.ThrowsAsync<TokenRefusedException>(() => Tokens.CreateAsync(new("server")))).Code);
    }

    [Fact]
    public async Task A_token_is_nowhere_in_clear()
    {
        var made = await Tokens.CreateAsync(Laptop);
        var text = made.Token.Value;
        Assert.DoesNotContain(text, made.ToString(), StringComparison.Ordinal);
        using (await GreetAsync(Laptop, text))
            Assert.Equal(401, await RefusedAsync(Phone, text));
        await Tokens.RevokeAsync(made.Id);
        Assert.Equal(401, await RefusedAsync(Laptop, text));
        Assert.DoesNotContain(text, (await _server.Peer.StatusAsync()).ToString(), StringComparison.Ordinal);
        var said = LogKeeper.Of(_system);
        await Wait.Until("the log says that it was revoked", () => said.Any(line => line.Text.Contains("was revoked", StringComparison.Ordinal)));
        Assert.DoesNotContain(said, line => line.Text.Contains(text, StringComparison.Ordinal));
        await _server.DisposeAsync();
        var files = Directory.GetFiles(_directory.Path, "*", SearchOption.AllDirectories);
        Assert.Contains(files, file => Holds(file, made.Id));
        Assert.DoesNotContain(files, file => Holds(file, text));
        _server = await StartAsync();
    }

    private static bool Holds(string file, string text) =>
        File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0;
}
