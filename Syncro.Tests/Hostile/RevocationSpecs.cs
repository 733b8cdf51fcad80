using System.Text.Json.Nodes;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Hostile;

/// <summary>Once reading is revoked nothing more of a record goes out, in the middle of a replay as well.</summary>
public sealed class RevocationSpecs : IAsyncLifetime
{
    private HonestPair _pair = null!;

    public async Task InitializeAsync() => _pair = await HonestPair.StartAsync("""
        syncro.models.Secret { readers = [readers] }
        syncro.wire.page-size = 4 KiB
        """);

    public async Task DisposeAsync() => await _pair.DisposeAsync();

    private static Attributes Of(string readers, string secret) => Attributes.Of(
        [new("readers", JsonText.Parse($"[{readers}]")), new("secret", JsonText.OfString(secret))]);

    private static RecordKey Key(int i) => TestPeer.Key($"s{i}", "Secret");

    [Fact]
    public async Task In_an_open_replay_within_one_page()
    {
        await _pair.Node.CommitAsync([.. Enumerable.Range(0, 10).Select(i => new LocalChange.Create(TestPeer.Key($"n{i}"), TestPeer.Title("first")))]);
        for (var i = 0; i < 60; i++)
            await _pair.Node.CommitAsync(new LocalChange.Create(Key(i), Of("\"evil\"", $"canary {i} " + new string('x', 500))));
        using var evil = await Intruder.JoinAsync(_pair.Port);
        var page = (await evil.SyncAsync())["result"]!;
        Assert.True((bool)page["more"]!);
        for (var i = 0; i < 60; i++)
            await _pair.Node.CommitAsync(new LocalChange.Update(Key(i), Of("", $"later {i}")));
        var (pages, withdrawn) = (0, 0);
        while ((bool)page["more"]!)
        {
            page = await NextAsync(evil, page);
            Assert.DoesNotContain("canary", page.ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("later", page.ToJsonString(), StringComparison.Ordinal);
            withdrawn += page["scribes"]!.AsArray().Count(scribe => scribe!["type"]!.ToString() == "withdraw");
            pages++;
        }
        Assert.True(pages > 1, $"{pages} pages");
        Assert.True(withdrawn >= 60, $"{withdrawn} withdrawn");
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task In_what_is_pushed_live()
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        for (var page = (await evil.SyncAsync())["result"]!; (bool)page["more"]!;)
            page = await NextAsync(evil, page);
        await _pair.Node.CommitAsync(new LocalChange.Create(Key(0), Of("\"evil\"", "canary")));
        Assert.Contains("canary", (await PushAsync(evil, "create")).ToJsonString(), StringComparison.Ordinal);
        await _pair.Node.CommitAsync(new LocalChange.Update(Key(0), Of("", "later")));
        for (var i = 0; i < 5; i++)
            await _pair.Node.CommitAsync(new LocalChange.Update(Key(0), Of("", $"later {i}")));
        await _pair.Node.CommitAsync(new LocalChange.Create(TestPeer.Key("end"), TestPeer.Title("end")));
        var pushed = new List<string>();
        while (!pushed.Any(text => text.Contains("\"end\"", StringComparison.Ordinal)))
            pushed.Add(await AnyPushAsync(evil));
        Assert.Contains(pushed, text => text.Contains("withdraw", StringComparison.Ordinal));
        Assert.DoesNotContain(pushed, text => text.Contains("later", StringComparison.Ordinal));
        await _pair.StillWellAsync();
    }

    private static async Task<JsonObject> PushAsync(Intruder evil, string type)
    {
        while (true)
            if (JsonNode.Parse(await AnyPushAsync(evil))!.AsObject() is var push
                && push["scribes"]!.AsArray().Any(scribe => scribe!["type"]!.ToString() == type && scribe["klass"]!.ToString() == "Secret"))
                return push;
    }

    /// <summary>The next push, acknowledged.</summary>
    private static async Task<string> AnyPushAsync(Intruder evil)
    {
        var push = await evil.Wire.ReceiveAsync("add_scribes");
        await evil.Wire.SendTextAsync($$"""{"type":"response","id":{{push["id"]}},"result":{"position":{{push["position"]}},"rejected":[]} }""");
        return push.ToJsonString();
    }

    private async Task<JsonNode> NextAsync(Intruder evil, JsonNode page) => (await evil.SyncAsync(
        $$"""{"journal":"{{(await _pair.Node.Peer.StatusAsync()).Journal}}","position":{{page["position"]}},"mark":"{{page["mark"]}}"}"""))["result"]!;
}
