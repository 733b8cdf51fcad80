using System.Text.Json.Nodes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Who may speak to a listener of version 2, and what everyone else is told.</summary>
public sealed class GreetingSpecs : IAsyncLifetime, IDisposable
{
    // The hash of "secret".
    private const string Config = """
        syncro {
          listen {
            main { uri = "tcp://127.0.0.1:0" }
            old { uri = "tcp://127.0.0.1:0", protocol = 1, client = "ruby" }
          }
          access.clients.phone { token-sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" }
        }
        """;

    private readonly TempDirectory _directory = new(), _other = new();
    private TestPeer _peer = null!;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync("server", _directory.Path, Config);

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose()
    {
        _directory.Dispose();
        _other.Dispose();
    }

    private async Task<int> RefusedAsync(JsonObject hello)
    {
        using var caller = await WirePeer.DialAsync(_peer.Port);
        await caller.SendAsync(hello);
        var error = await caller.LastAsync();
        Assert.Equal("error", error?["type"]?.ToString());
        return (int)error!["code"]!;
    }

    [Fact]
    public async Task A_greeting_is_answered_with_ours()
    {
        using var caller = await WirePeer.DialAsync(_peer.Port);
        await caller.SendAsync(WirePeer.Hello("laptop"));
        var ours = (await caller.ReceiveAsync())["result"]!.AsObject();
        Assert.Equal("server", ours["client"]!.ToString());
        Assert.Equal("""["City","Note"]""", ours["classes"]!.ToJsonString());
        Assert.False((bool)ours["relay"]!);
        Assert.False(ours.ContainsKey("token"));
    }

    [Theory]
    [InlineData("protocol", "3", 426)]
    [InlineData("space", "\"other\"", 403)]
    [InlineData("now", "1000", 425)]
    [InlineData("client", "\"phone\"", 401)]
    [InlineData("client", "\"server\"", 409)]
    [InlineData("client", "\"\"", 400)]
    [InlineData("classes", "7", 400)]
    public async Task A_greeting_that_does_not_fit_is_refused_with_its_code(string field, string value, int code)
    {
        var hello = WirePeer.Hello("laptop");
        hello[field] = JsonNode.Parse(value);
        Assert.Equal(code, await RefusedAsync(hello));
    }

    [Theory]
    [InlineData("protocol")]
    [InlineData("space")]
    [InlineData("client")]
    [InlineData("journal")]
    [InlineData("head")]
    [InlineData("mark")]
    [InlineData("seen")]
    [InlineData("features")]
    [InlineData("classes")]
    [InlineData("now")]
    public async Task Every_field_but_the_token_is_required(string field)
    {
        var hello = WirePeer.Hello("laptop");
        hello.Remove(field);
        Assert.Equal(400, await RefusedAsync(hello));
    }

    [Theory]
    [InlineData("wrong", 401)]
    [InlineData("", 401)]
    [InlineData("secret", null)]
    public async Task A_token_proves_a_guid(string token, int? code)
    {
        var hello = WirePeer.Hello("phone");
        hello["token"] = token;
        if (code is { } expected)
            Assert.Equal(expected, await RefusedAsync(hello));
        else
            (await WirePeer.GreetAsync(_peer.Port, hello)).Dispose();
    }

    [Fact]
    public async Task A_dialler_with_the_wrong_token_sees_the_401_in_its_status()
    {
        var file = _other.File("token");
        await File.WriteAllTextAsync(file, "wrong\n");
        await using var phone = await TestPeer.StartAsync("phone", _other.File("data"), $$"""
            syncro.peers.server { uri = "tcp://127.0.0.1:{{_peer.Port}}", token-file = "{{file}}" }
            """);
        await Wait.ForError(phone, "server", "401");
    }

    [Fact]
    public async Task A_guid_with_another_journal_is_refused_while_the_first_is_live()
    {
        using var first = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop", "j1"));
        Assert.Equal(409, await RefusedAsync(WirePeer.Hello("laptop", "j2")));
        using var again = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop", "j1"));
        Assert.Equal(409, (int)(await first.LastAsync())!["code"]!);
    }

    [Theory]
    [InlineData("""{"type":"sync","id":1,"from":null,"own":false}""")]
    [InlineData("""{"type":"noop","id":1}""")]
    [InlineData("""{"type":"rpc","id":1,"klass":"Syncro::RPC::Default","method":"last_scribe_id","args":[]}""")]
    public async Task Nothing_is_served_before_the_greeting(string json)
    {
        using var caller = await WirePeer.DialAsync(_peer.Port);
        await caller.SendAsync(json);
        Assert.Equal(401, (int)(await caller.LastAsync())!["code"]!);
    }

    [Fact]
    public async Task A_connection_that_does_not_greet_is_closed()
    {
        await using var impatient = await TestPeer.StartAsync("impatient", _other.Path, PeerSpecs.Listener + "syncro.wire.greet-timeout = 500ms");
        using var caller = await WirePeer.DialAsync(impatient.Port);
        Assert.Equal(408, (int)(await caller.LastAsync())!["code"]!);
    }

    [Fact]
    public async Task Both_versions_are_served_side_by_side()
    {
        using var ruby = await LegacySpecs.JoinAsync(_peer.PortOf(1));
        await LegacySpecs.SyncAsync(ruby, "null");
        await using var laptop = await TestPeer.StartAsync("laptop", _other.Path, PeerSpecs.Dial("server", _peer.Port));
        await LegacySpecs.PushAsync(ruby, "create", """{"id":"n1","title":"a"}""", "01");
        await Wait.ForTitle("n1", "a", laptop);
        await laptop.CreateAsync("n2", "b");
        Assert.Equal("n2", (await ruby.ReceiveAsync("add_scribe"))["scribe"]!["data"]!["id"]!.ToString());
    }
}
