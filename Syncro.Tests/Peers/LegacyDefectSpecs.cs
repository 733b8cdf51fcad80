using Syncro.Journal;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>The defects of the original, by their numbers: a peer of ours survives them and has none of them.</summary>
public sealed class LegacyDefectSpecs : LegacyPair
{
    [Fact]
    public async Task Defect_2_a_first_sync_above_one_frame_arrives_whole_and_in_order()
    {
        await Peer.CommitAsync([.. Enumerable.Range(0, 2000)
            .Select(i => new LocalChange.Create(TestPeer.Key($"n{i:0000}"), TestPeer.Title($"title {i}")))]);
        using var link = await JoinAsync();
        await Wait.Until("everything is there", () => Ruby.Count == 2000);
        Assert.Equal(2000, Ruby.Played.Count);
        Assert.Equal("title 1999", Ruby["n1999"]);
    }

    [Fact]
    public async Task Defect_3_a_length_counts_bytes()
    {
        var text = string.Concat(Enumerable.Repeat("žluťoučký kůň 🐎 ", 1500));
        await Peer.CreateAsync("n1", text);
        await Peer.CreateAsync("n2", "after");
        using var link = await JoinAsync();
        await Wait.Until("both are there", () => Ruby["n1"] == text && Ruby["n2"] == "after");
        await Ruby.CreateAsync("n3", text);
        await Wait.Until("theirs is here", async () => (await Peer.TitleAsync("n3"))?.Length >= text.Length);
    }

    [Fact]
    public async Task Defect_5_a_scribe_that_cannot_be_played_blocks_nothing_and_is_named()
    {
        using var link = await LegacySpecs.JoinAsync(Peer.Port);
        Assert.Equal("true", await LegacySpecs.PushAsync(link, "update", """["unknown",{"title":"x"}]""", "01"));
        Assert.Equal("true", await LegacySpecs.PushAsync(link, "create", """{"title":"no id"}""", "02"));
        Assert.Equal("true", await LegacySpecs.PushAsync(link, "update", "5", "03"));
        Assert.Equal("true", await LegacySpecs.PushAsync(link, "create", """{"id":"n1","title":"a"}""", "04"));
        Assert.Equal("a", await Peer.TitleAsync("n1"));
        await Wait.ForError(Peer, "ruby", "422");
    }

    [Fact]
    public async Task Defect_5_a_scribe_that_fits_no_frame_holds_back_its_own_record_alone()
    {
        await Peer.CreateAsync("big", new string('x', 70_000));
        await Peer.CreateAsync("n1", "a");
        using var link = await JoinAsync();
        await Wait.Until("the next is there", () => Ruby["n1"] == "a");
        await Wait.ForError(Peer, "ruby", "big");
        await Peer.UpdateAsync("big", "small");
        await Wait.Until("now it fits", () => Ruby["big"] == "small");
        Assert.Null(Ruby.Died);
    }

    [Fact]
    public async Task Defect_6_a_change_after_a_refused_scribe_is_sent()
    {
        using var link = await LegacySpecs.JoinAsync(Peer.Port);
        await LegacySpecs.SyncAsync(link, "null");
        await LegacySpecs.PushAsync(link, "update", """["unknown",{"title":"x"}]""", "01");
        await Peer.CreateAsync("n1", "a");
        Assert.Equal("n1", (await link.ReceiveAsync("add_scribe"))["scribe"]!["data"]!["id"]!.ToString());
    }

    [Theory]
    [InlineData("Syncro::RPC::Default", "instance_eval", 405)]
    [InlineData("Object", "instance_eval", 404)]
    [InlineData("System.Diagnostics.Process", "Start", 404)]
    public async Task Defect_9_no_code_of_the_sender_runs(string @class, string method, int code)
    {
        using var link = await LegacySpecs.JoinAsync(Peer.Port);
        var answer = await link.AskAsync("rpc", $$"""
            "klass":"{{@class}}","method":"{{method}}","args":["exit"]
            """);
        Assert.Equal(code, (int)answer["code"]!);
    }

    [Fact]
    public async Task Defect_10_an_error_names_the_request_it_answers()
    {
        using var link = await LegacySpecs.JoinAsync(Peer.Port);
        await link.SendAsync("""{"type":"rpc","klass":"Calc","method":"add","args":[],"id":77}""");
        var error = await link.ReceiveAsync("error");
        Assert.Equal(77, (int)error["id"]!);
        Assert.NotEmpty(error["message"]!.ToString());
    }

    [Fact]
    public async Task Defect_11_the_log_outlives_the_process()
    {
        using (var link = await JoinAsync())
        {
            await Ruby.CreateAsync("n1", "a");
            await Agree("n1", "a");
        }
        await RestartAsync();
        Assert.Equal("a", await Peer.TitleAsync("n1"));
    }
}
