using Syncro.Tests.Peers;
using Syncro.Tests.Tls;

namespace Syncro.Tests.WebSockets;

/// <summary>Two peers over a WebSocket, plain and encrypted, and whom a dialler does not believe.</summary>
public sealed class WebSocketPairSpecs : IDisposable
{
    private readonly TlsFixture _tls = new();

    public void Dispose() => _tls.Dispose();

    private static async Task MeetAsync(TestPeer server, TestPeer laptop, int length = 1)
    {
        await server.CreateAsync("s", new string('s', length));
        await laptop.CreateAsync("l", new string('l', length));
        await Wait.ForTitle("s", new string('s', length), laptop);
        await Wait.ForTitle("l", new string('l', length), server);
    }

    private string Certificate(string host = "127.0.0.1") => _tls.Ours.Settings("server", host);

    [Fact]
    public async Task A_pair_syncs_over_a_web_socket_with_messages_above_one_frame()
    {
        await using var node = await WebSocketFixture.StartAsync(node: "token = hunter2");
        var laptop = await node.DialAsync("laptop");
        await MeetAsync(node.Server, laptop, 300_000);
        await Wait.ForSync(node.Server, "laptop");
        await Wait.ForSync(laptop, "server");
    }

    [Fact]
    public async Task A_node_that_leaves_is_dialled_again()
    {
        await using var node = await WebSocketFixture.StartAsync();
        var laptop = await node.DialAsync("laptop");
        await MeetAsync(node.Server, laptop);
        await node.Http.DisposeAsync();
        await Wait.Until("it is apart", async () => !(await laptop.LinkAsync("server"))!.Connected);
        await Wait.ForError(laptop, "server", "can't be reached: ");
    }

    [Fact]
    public async Task A_message_above_the_limit_of_the_receiver_ends_the_link_with_413()
    {
        await using var node = await WebSocketFixture.StartAsync("syncro.wire { max-message = 2 MiB }");
        using var caller = await node.CallAsync();
        Assert.Equal("server", (await caller.GreetAsync("laptop"))!["result"]!["client"]!.ToString());
        await caller.SendAsync($$"""{"type":"noop","id":2,"x":"{{new string('x', 1_000_000)}}""", end: false);
        await caller.SendAsync(new string('x', 1_200_000), end: false);
        Assert.Equal(413, await caller.EndAsync());
    }

    [Fact]
    public async Task A_pair_syncs_encrypted()
    {
        await using var node = await WebSocketFixture.StartAsync(tls: Certificate());
        await MeetAsync(node.Server, await node.DialAsync("laptop", _tls.Trust), 300_000);
    }

    [Theory]
    [InlineData("other.example", true, "the other side's certificate is not for '127.0.0.1'")]
    [InlineData("127.0.0.1", false, "the other side's certificate is not trusted: ")]
    public async Task A_server_of_another_name_or_authority_is_not_believed(string host, bool known, string why)
    {
        await using var node = await WebSocketFixture.StartAsync(tls: Certificate(host));
        var laptop = await node.DialAsync("laptop", known ? _tls.Trust : $"authority = \"{_tls.Others.File}\"");
        await Wait.ForError(laptop, "server", $"can't be reached: TLS handshake failed: {why}");
        Assert.False((await laptop.LinkAsync("server"))!.Connected);
    }

    [Fact]
    public async Task A_client_that_shows_its_certificate_needs_no_token_and_no_other_passes_for_it()
    {
        await using var node = await WebSocketFixture.StartAsync(
            $"syncro.access {{ anonymous = off, clients.laptop {{ token-sha256 = \"{new string('a', 64)}\" }} }}",
            tls: $"{Certificate()}, clients = \"{_tls.Others.File}\"");
        await MeetAsync(node.Server, await node.DialAsync("laptop", $"{_tls.Trust}, {_tls.Others.Settings("laptop")}"));
        var thief = await node.DialAsync("tablet", $"{_tls.Trust}, {_tls.Others.Settings("phone")}");
        await Wait.ForError(thief, "server", "401 'tablet' called with the certificate of 'phone'");
        var bare = await node.DialAsync("phone", _tls.Trust);
        await Wait.ForError(bare, "server", "");
        Assert.DoesNotContain((await node.Server.Peer.StatusAsync()).Peers, link => link.Connected && link.Client.Value != "laptop");
    }
}
