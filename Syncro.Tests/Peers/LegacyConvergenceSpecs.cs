using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Defects 1 and 8 of the original: both ends hold the same, whatever crossed and whatever came twice.</summary>
public sealed class LegacyConvergenceSpecs : LegacyPair
{
    [Fact]
    public async Task Defect_1_crossed_edits_of_one_attribute_end_alike()
    {
        using var link = await JoinAsync();
        await Peer.CreateAsync("n1", "start");
        await Agree("n1", "start");
        for (var i = 0; i < 5; i++)
        {
            using (await Ruby.PauseAsync())
            {
                await Peer.UpdateAsync("n1", $"ours {i}");
                await Ruby.UpdateAsync("n1", $"theirs {i}");
            }
            await Ruby.CreateAsync($"fence {i}", "x");
            await Agree($"fence {i}", "x");
            await Wait.Until("both are alike", async () => Ruby["n1"] == await Peer.TitleAsync("n1"));
            Assert.EndsWith($" {i}", Ruby["n1"]);
        }
        Assert.Null(Ruby.Died);
    }

    [Fact]
    public async Task Defect_1_an_edit_that_crosses_a_destroy_ends_alike()
    {
        using var link = await JoinAsync();
        await Peer.CreateAsync("n1", "start");
        await Peer.CreateAsync("n2", "start");
        await Agree("n2", "start");
        using (await Ruby.PauseAsync())
        {
            await Peer.DestroyAsync("n1");
            await Ruby.UpdateAsync("n1", "theirs");
            await Peer.UpdateAsync("n2", "ours");
        }
        await Agree("n1", null);
        await Agree("n2", "ours");
        Assert.Null(Ruby.Died);
    }

    [Fact]
    public async Task Defect_8_the_same_push_twice_is_taken_once()
    {
        using var link = await LegacySpecs.JoinAsync(Peer.Port);
        await LegacySpecs.SyncAsync(link, "null");
        await LegacySpecs.PushAsync(link, "create", """{"id":"n1","title":"a"}""", "01");
        await LegacySpecs.PushAsync(link, "update", """["n1",{"title":"b"}]""", "02");
        await LegacySpecs.PushAsync(link, "create", """{"id":"n2","title":"c"}""", "03");
        var position = await Peer.PositionAsync();
        await LegacySpecs.PushAsync(link, "create", """{"id":"n2","title":"c"}""", "03");
        await LegacySpecs.PushAsync(link, "update", """["n1",{"title":"b"}]""", "02");
        Assert.Equal(position, await Peer.PositionAsync());
    }

    [Fact]
    public async Task Defect_8_a_create_over_a_record_does_not_lose_what_it_does_not_name()
    {
        using var link = await JoinAsync();
        await Peer.CommitAsync(new LocalChange.Create(
            TestPeer.Key("n1"), Attributes.Of([new("body", JsonText.True), new("title", JsonText.OfString("a"))])));
        await Agree("n1", "a");
        await Ruby.CreateAsync("n1", "b");
        await Agree("n1", "b");
        await Wait.Until("it is whole at both", () => Ruby.Played[^1].Contains("\"body\":true", StringComparison.Ordinal));
        Assert.Equal(JsonText.True, (await Peer.Peer.FindAsync(TestPeer.Key("n1")))!.State["body"]);
    }

    [Fact]
    public async Task Defect_8_a_scribe_both_pushed_and_in_the_answer_to_our_sync_is_taken_once()
    {
        const string Scribe = """{"klass":"Note","type":"create","data":{"id":"n1","title":"a"},"id":"01"}""";
        using var link = await WirePeer.DialAsync(Peer.Port);
        var sync = await link.ReceiveAsync("sync");
        await link.SendAsync($$"""{"type":"add_scribe","scribe":{{Scribe}},"id":5}""");
        await link.SendAsync($$"""{"type":"response","id":{{sync["id"]}},"result":[{{Scribe}}]}""");
        Assert.Equal("5", (await link.ReceiveAsync("response"))["id"]!.ToJsonString());
        Assert.Equal("a", await Peer.TitleAsync("n1"));
        Assert.Single(await Peer.LogAsync());
    }
}
