using System.Text.Json.Nodes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>What crosses in version 2, message by message.</summary>
public sealed class SyncSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();
    private TestPeer _peer = null!;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync("server", _directory.Path, PeerSpecs.Listener);

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    /// <summary>A client whose journal the peer reads: its <c>sync</c> is answered with scribes.</summary>
    private async Task<WirePeer> OfferAsync(string scribes, int position = 4096, bool more = false)
    {
        var hello = WirePeer.Hello("laptop");
        (hello["head"], hello["mark"]) = (position, "m");
        var client = await WirePeer.GreetAsync(_peer.Port, hello);
        var sync = await client.ReceiveAsync("sync");
        await client.SendAsync($$"""
            {"type":"response","id":{{sync["id"]}},"result":{"scribes":[{{scribes}}],"position":{{position}},"mark":"m","more":{{(more ? "true" : "false")}} } }
            """);
        return client;
    }

    private static string Stamp(TimeSpan ahead = default) =>
        $"{(ulong)(DateTimeOffset.UtcNow + ahead).ToUnixTimeMilliseconds() << 16:x16}@laptop";

    private static string Create(string id, string @class, long position, string stamp) => $$"""
        {"klass":"{{@class}}","type":"create","data":{"id":"{{id}}","title":"a"},"id":{{position}},"at":"{{stamp}}","commit":true}
        """;

    [Fact]
    public async Task A_class_that_is_not_synced_is_refused_with_403_and_the_rest_goes_on()
    {
        using var client = await OfferAsync(
            Create("s1", "Secret", 4096, Stamp()) + "," + Create("n1", "Note", 4097, Stamp()), 4097);
        var ack = await client.ReceiveAsync("ack");
        Assert.Equal(4097, (int)ack["position"]!);
        var rejected = Assert.Single(ack["rejected"]!.AsArray())!;
        Assert.Equal((4096, 403), ((int)rejected["id"]!, (int)rejected["code"]!));
        Assert.Equal("a", await _peer.TitleAsync("n1"));
    }

    [Fact]
    public async Task A_stamp_two_days_ahead_stops_the_link_with_the_cursor_unmoved()
    {
        using (var client = await OfferAsync(Create("n1", "Note", 4096, Stamp(TimeSpan.FromDays(2)))))
            Assert.Equal(425, (int)(await client.LastAsync())!["code"]!);
        Assert.Null(await _peer.TitleAsync("n1"));
        await Wait.ForError(_peer, "laptop", "425");
        // It begins anew below: another history, with which nobody comes in while the first session is there.
        await Wait.Until("the link is down", async () => await _peer.LinkAsync("laptop") is { Connected: false });
        using var again = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop"));
        Assert.Null((await again.ReceiveAsync("sync"))["from"]);
    }

    [Fact]
    public async Task The_cursor_of_what_was_acknowledged_is_where_the_next_session_begins()
    {
        using (var client = await OfferAsync(Create("n1", "Note", 4096, Stamp())))
            await client.ReceiveAsync("ack");
        var hello = WirePeer.Hello("laptop");
        (hello["head"], hello["mark"]) = (4096, "m");
        using var again = await WirePeer.GreetAsync(_peer.Port, hello);
        var from = (await again.ReceiveAsync("sync"))["from"]!;
        Assert.Equal("""{"journal":"j1","position":4096,"mark":"m"}""", from.ToJsonString());
    }

    [Fact]
    public async Task Pages_follow_one_another_then_pushes()
    {
        await _peer.CreateAsync("n1", "a");
        using var client = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop"));
        var page = (await client.AskAsync("sync", "\"from\":null,\"own\":false"))["result"]!;
        Assert.Equal("n1", Assert.Single(page["scribes"]!.AsArray())!["data"]!["id"]!.ToString());
        Assert.False((bool)page["more"]!);
        await _peer.CreateAsync("n2", "b");
        var push = await client.ReceiveAsync("add_scribes");
        Assert.Equal("n2", push["scribes"]![0]!["data"]!["id"]!.ToString());
        Assert.True((long)push["position"]! > (long)page["position"]!);
        await client.SendAsync($$"""
            {"type":"response","id":{{push["id"]}},"result":{"position":{{push["position"]}},"rejected":[] } }
            """);
        await Wait.Until("the push is acknowledged",
            async () => (await _peer.LinkAsync("laptop"))!.Acknowledged.Value == (long)push["position"]!);
    }

    [Theory]
    [InlineData("other", 4096, "m")]
    [InlineData(null, 8192, "wrong")]
    [InlineData(null, 4096000, "m")]
    public async Task A_cursor_of_another_history_is_answered_with_a_reset(string? journal, long position, string mark)
    {
        await _peer.CreateAsync("n1", "a");
        journal ??= (await _peer.Peer.StatusAsync()).Journal.Value;
        using var client = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop"));
        var answer = await client.AskAsync("sync", $$"""
            "from":{"journal":"{{journal}}","position":{{position}},"mark":"{{mark}}"},"own":false
            """);
        Assert.Equal("""{"reset":true}""", answer["result"]!.ToJsonString());
    }

    [Fact]
    public async Task A_push_before_the_catch_up_ended_is_refused_with_400()
    {
        using var client = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop"));
        await client.SendAsync("""{"type":"add_scribes","id":9,"scribes":[],"position":4096,"mark":"m"}""");
        Assert.Equal(400, (int)(await client.LastAsync())!["code"]!);
    }

    [Fact]
    public async Task A_message_of_no_known_type_is_answered_with_400_and_the_link_goes_on()
    {
        using var client = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop"));
        var error = await client.AskAsync("subscribe", "");
        Assert.Equal((400, 1001), ((int)error["code"]!, (int)error["id"]!));
        Assert.Equal("true", (await client.AskAsync("noop", ""))["result"]!.ToJsonString());
    }

    [Fact]
    public async Task A_leaf_may_not_send_what_another_made()
    {
        var stamp = Stamp().Replace("@laptop", "@phone", StringComparison.Ordinal);
        using var client = await OfferAsync(Create("n1", "Note", 4096, stamp));
        var rejected = (await client.ReceiveAsync("ack"))["rejected"]!.AsArray();
        Assert.Equal(403, (int)Assert.Single(rejected)!["code"]!);
        Assert.Null(await _peer.TitleAsync("n1"));
    }
}
