using System.Net.WebSockets;
using Syncro.Tests.Peers;

namespace Syncro.Tests.WebSockets;

/// <summary>What comes over a WebSocket is held against its limits, and is a message whole or not at all.</summary>
public sealed class WebSocketTextSpecs
{
    private static Task<WebSocketFixture> StartAsync(string wire = "") =>
        WebSocketFixture.StartAsync($$"""
            syncro.wire { {{wire}} }
            syncro.access.anonymous = on
            """);

    [Theory]
    [InlineData("this is no JSON", 400)]
    [InlineData("{\"type\":\"sync\",\"id\":1} {}", 400)]
    public async Task A_text_that_is_no_message_is_answered(string text, int code)
    {
        await using var node = await StartAsync();
        using var caller = await node.CallAsync();
        await caller.SendAsync(text);
        Assert.Equal(code, await caller.EndAsync());
    }

    [Fact]
    public async Task A_binary_message_is_refused()
    {
        await using var node = await StartAsync();
        using var caller = await node.CallAsync();
        await caller.SendAsync([1, 2, 3], WebSocketMessageType.Binary, end: false);
        Assert.Equal(400, await caller.EndAsync());
    }

    [Fact]
    public async Task Fragments_of_one_who_has_not_greeted_are_held_against_the_small_limit()
    {
        await using var node = await StartAsync();
        using var caller = await node.CallAsync();
        for (var i = 0; i < 17; i++)
            await caller.SendAsync(new string(' ', 1000), end: false);
        Assert.Equal(413, await caller.EndAsync());
    }

    [Fact]
    public async Task Half_a_message_that_goes_no_further_is_closed()
    {
        await using var node = await StartAsync("frame-timeout = 300ms");
        using var caller = await node.CallAsync();
        await caller.GreetAsync("laptop");
        await caller.SendAsync("""{"type":"noop",""", end: false);
        Assert.Equal(408, await caller.EndAsync());
    }

    [Fact]
    public async Task A_text_that_is_broken_off_is_no_message_whatever_it_reads_like()
    {
        await using var node = await StartAsync();
        using var caller = await node.CallAsync();
        await caller.SendAsync(WirePeer.Hello("laptop").ToJsonString(), end: false);
        await caller.LeaveAsync();
        Assert.Null(await caller.ReceiveAsync());
    }

    [Fact]
    public async Task A_text_that_is_no_utf_8_ends_the_link_of_its_sender_alone()
    {
        await using var node = await StartAsync();
        using var caller = await node.CallAsync();
        await caller.GreetAsync("laptop");
        await caller.SendAsync([(byte)'"', 0xC0, 0x80, (byte)'"'], WebSocketMessageType.Text, end: true);
        Assert.True(await caller.ClosedAsync() is null or WebSocketCloseStatus.InvalidPayloadData);
        await Wait.Until("it is closed", async () => await node.Server.LinkAsync("laptop") is { Connected: false });
        using var other = await node.CallAsync();
        Assert.NotNull((await other.GreetAsync("tablet"))!["result"]);
    }

    [Fact]
    public async Task Nothing_is_answered_before_a_greeting()
    {
        await using var node = await StartAsync();
        await node.Server.CreateAsync("n", "secret");
        using var caller = await node.CallAsync();
        await caller.SendAsync("""{"type":"sync","id":2,"from":null,"own":false}""");
        Assert.Equal(401, await caller.EndAsync());
    }
}
