using System.Net.WebSockets;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.WebSockets;

/// <summary>Whatever a caller makes of its WebSocket, it is told, closed in time, and others are served.</summary>
public sealed class WebSocketCallerSpecs
{
    private static Task<WebSocketFixture> StartAsync(string wire = "", string node = "", string access = "anonymous = on") =>
        WebSocketFixture.StartAsync($$"""
            syncro.wire { {{wire}} }
            syncro.access { {{access}} }
            """, node);

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("https://app.example.org", true)]
    [InlineData(null, true)]
    public async Task A_page_of_another_origin_gets_no_web_socket(string? origin, bool served)
    {
        await using var node = await StartAsync(node: "allow-origins = [\"https://app.example.org\"], token = hunter2");
        if (served)
        {
            using var caller = await node.CallAsync(origin);
            Assert.NotNull((await caller.GreetAsync("laptop"))!["result"]);
        }
        else
            Assert.Contains("'403'", (await Assert.ThrowsAsync<WebSocketException>(() => node.CallAsync(origin))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_our_own_gets_one_and_a_call_that_asks_for_none_is_told()
    {
        await using var node = await StartAsync();
        using var caller = await node.CallAsync(node.Http.Url);
        Assert.NotNull((await caller.GreetAsync("laptop"))!["result"]);
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(node.Http.Url + "/sync"));
        Assert.Equal(426, (int)answer.StatusCode);
    }

    [Fact]
    public async Task One_that_does_not_greet_is_closed()
    {
        await using var node = await StartAsync("greet-timeout = 300ms");
        using var caller = await node.CallAsync();
        Assert.Equal(408, await caller.EndAsync());
    }

    [Fact]
    public async Task A_wrong_token_is_answered_401_and_so_is_one_that_is_revoked()
    {
        await using var node = await StartAsync(access: "anonymous = off");
        var token = await node.Server.Peer.Tokens.CreateAsync(new ClientId("laptop"));
        using (var wrong = await node.CallAsync())
            Assert.Equal(401, (int)(await wrong.GreetAsync("laptop", "hunter2"))!["code"]!);
        using var caller = await node.CallAsync();
        Assert.NotNull((await caller.GreetAsync("laptop", token.Token.Value))!["result"]);
        await node.Server.Peer.Tokens.RevokeAsync(token.Id);
        Assert.Equal(401, await caller.EndAsync());
    }

    [Fact]
    public async Task Beyond_the_limit_of_connections_a_caller_is_told_429()
    {
        await using var node = await StartAsync("max-connections = 1");
        using var first = await node.CallAsync();
        await first.GreetAsync("laptop");
        using (var second = await node.CallAsync())
            Assert.Equal(429, await second.EndAsync());
        await using var other = await StartAsync(node: "max-connections = 1");
        using var one = await other.CallAsync();
        await one.GreetAsync("laptop");
        Assert.Contains("'429'", (await Assert.ThrowsAsync<WebSocketException>(() => other.CallAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_read_holds_nobody_up_and_is_closed()
    {
        await using var node = await StartAsync("silence-timeout = 2s, noop-interval = 1s");
        using var stalled = await node.CallAsync();
        await stalled.GreetAsync("stalled");
        await stalled.SendAsync("""{"type":"sync","id":2,"from":null,"own":false}""");
        var laptop = await node.DialAsync("laptop");
        for (var i = 0; i < 20; i++)
            await node.Server.CreateAsync($"n{i}", new string('x', 200_000));
        await Wait.ForTitle("n19", new string('x', 200_000), laptop);
        await Wait.Until("it is closed", async () => await node.Server.LinkAsync("stalled") is { Connected: false });
    }

    [Fact]
    public async Task A_node_that_leaves_closes_its_web_sockets()
    {
        await using var node = await StartAsync();
        using var caller = await node.CallAsync();
        await caller.GreetAsync("laptop");
        var leaving = node.Http.DisposeAsync();
        while (await caller.ReceiveAsync() is not null)
            continue;
        Assert.Equal(WebSocketCloseStatus.NormalClosure, caller.Closed);
        await leaving;
    }
}
