using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Models;

/// <summary>Each rule between two programs over a socket: a server, and clients that are leaves of it.</summary>
public class RuleSpecs
{
    private sealed record Page(string Id, string? Owner, string Text);

    private sealed class PageRules : ModelRules<Page>
    {
        public override Audience ScribeClients(Page record) =>
            record.Owner is { } owner ? owner == "nobody" ? Audience.Nobody : Audience.Named(owner) : Audience.Everyone;

        public override bool ScribeAuthorized(Scribe scribe, ClientId from, Page? current) => current?.Owner is not null || current is null;

        public override string? Validate(Page record) => record.Text.Length <= 20 ? null : $"text of {record.Text.Length} characters is above 20";
    }

    private sealed class OnlyCreates : ModelRules<Page>
    {
        public override IReadOnlyCollection<string> Only => ["create"];
    }

    private static void Ruled(ModelRegistry models) => models.Add(new PageRules());

    private static Task Until(ModelPeer peer, RecordId id, string? text) => Wait.Until(
        $"{id} is {text} at {peer.Peer.Client}", async () => (await peer.Models.Set<Page>().FindAsync(id))?.Text == text);

    [Fact]
    public async Task A_record_is_at_its_readers_alone_and_moves_with_its_owner()
    {
        await using var server = await ModelPeer.StartAsync("server", Ruled);
        await using var a = await ModelPeer.StartAsync("A", Ruled, server.Listening);
        await using var b = await ModelPeer.StartAsync("B", Ruled, server.Listening);
        var pages = server.Models.Set<Page>();
        await pages.CreateAsync(new("p", "A", "one"));
        await pages.CreateAsync(new("nobodys", "nobody", "one"));
        await pages.CreateAsync(new("all", null, "one"));
        await Until(a, "p", "one");
        await Until(b, "all", "one");
        Assert.Null(await b.Peer.FindAsync(new("Page", "p")));
        await pages.UpdateAsync("p", page => page with { Owner = "B", Text = "two" });
        await Until(b, "p", "two");
        await Until(a, "p", null);
        Assert.Null(await a.Peer.FindAsync(new("Page", "p")));
        Assert.Null(await a.Peer.FindAsync(new("Page", "nobodys")));
    }

    [Fact]
    public async Task A_change_that_is_not_authorised_or_invalid_is_refused_and_its_author_put_right()
    {
        await using var server = await ModelPeer.StartAsync("server", Ruled);
        await using var a = await ModelPeer.StartAsync("A", models => models.Add<Page>(), server.Listening);
        await server.Models.Set<Page>().CreateAsync(new("all", null, "one"));
        await server.Models.Set<Page>().CreateAsync(new("p", "A", "one"));
        await Until(a, "all", "one");
        await Until(a, "p", "one");
        Task RefusedAsync(string code) => Wait.Until($"refused with {code}", async () =>
            (await a.Peer.StatusAsync()).Peers[0].LastError?.Contains(code, StringComparison.Ordinal) == true);
        await a.Models.Set<Page>().UpdateAsync("all", page => page with { Text = "mine" });
        await RefusedAsync("403");
        await a.Models.Set<Page>().UpdateAsync("p", page => page with { Text = "much longer than twenty" });
        await RefusedAsync("422");
        await Until(a, "all", "one");
        await Until(a, "p", "one");
        await a.Models.Set<Page>().UpdateAsync("p", page => page with { Text = "shorter" });
        await Until(server, "p", "shorter");
        var refused = await Assert.ThrowsAsync<ChangeRefusedException>(() => server.Models.Set<Page>().CreateAsync(new("q", null, new('x', 21))));
        Assert.Equal(Code.InvalidScribe, refused.Code);
        Assert.Contains("above 20", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_types_named_are_told()
    {
        await using var server = await ModelPeer.StartAsync("server", models => models.Add(new OnlyCreates()));
        await using var a = await ModelPeer.StartAsync("A", models => models.Add<Page>(), server.Listening);
        var pages = server.Models.Set<Page>();
        await pages.CreateAsync(new("p", null, "one"));
        await Until(a, "p", "one");
        await pages.UpdateAsync("p", page => page with { Text = "two" });
        await pages.CreateAsync(new("q", null, "one"));
        await Until(a, "q", "one");
        Assert.Equal("one", (await a.Models.Set<Page>().FindAsync("p"))!.Text);
        await pages.DestroyAsync("p");
        await pages.CreateAsync(new("r", null, "one"));
        await Until(a, "r", "one");
        Assert.NotNull(await a.Models.Set<Page>().FindAsync("p"));
    }

    [Fact]
    public async Task Nothing_is_told_of_what_is_changed_while_recording_is_off()
    {
        await using var server = await ModelPeer.StartAsync("server", Ruled);
        await using var a = await ModelPeer.StartAsync("A", Ruled, server.Listening);
        var pages = server.Models.Set<Page>();
        var quiet = new Page("quiet", null, "one");
        Recording.Off(quiet);
        await pages.CreateAsync(quiet);
        using (Recording.Off())
        {
            await Task.Yield();
            await pages.CreateAsync(new("p", null, "one"));
        }
        await pages.CreateAsync(new("q", null, "one"));
        await Until(a, "q", "one");
        Assert.Null(await a.Peer.FindAsync(new("Page", "p")));
        Assert.Null(await a.Peer.FindAsync(new("Page", "quiet")));
        Assert.NotNull(await pages.FindAsync("p"));
        await pages.UpdateAsync("p", page => page with { Text = "two" });
        await Until(a, "p", "two");
    }

    [Fact]
    public async Task A_node_without_code_has_the_same_rules_by_configuration()
    {
        const string Rules = "models.Page { readers = [owner], writers = [owner] }";
        await using var server = await ModelPeer.StartAsync("server", models => models.Add<Page>(), more: Rules);
        await using var a = await ModelPeer.StartAsync("A", models => models.Add<Page>(), server.Listening, Rules);
        await using var b = await ModelPeer.StartAsync("B", models => models.Add<Page>(), server.Listening, Rules);
        await a.Models.Set<Page>().CreateAsync(new("p", "A", "one"));
        await b.Models.Set<Page>().CreateAsync(new("q", "B", "one"));
        await Until(server, "p", "one");
        await Until(server, "q", "one");
        Assert.Null(await b.Peer.FindAsync(new("Page", "p")));
        Assert.Null(await a.Peer.FindAsync(new("Page", "q")));
    }

    [Fact]
    public async Task Rules_in_code_and_in_the_configuration_of_one_model_are_refused_by_name() =>
        Assert.Contains("syncro.models.Page", (await Assert.ThrowsAsync<InvalidModelException>(
            () => ModelPeer.StartAsync("server", Ruled, more: "models.Page.readers = [owner]"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Operations_go_to_the_class_s_audience_for_them()
    {
        const string Rules = "models.Page.readers = [owner]";
        await using var server = await ModelPeer.StartAsync("server", models => models.Add<Page>(), more: Rules);
        await using var a = await ModelPeer.StartAsync("A", models => models.Add<Page>(), server.Listening, Rules);
        await using var b = await ModelPeer.StartAsync("B", models => models.Add<Page>(), server.Listening, Rules);
        await server.Models.RecordAsync("Page", "ring", new { owner = "A" });
        await server.Models.RecordAsync("Page", "ring", new { owner = "B" });
        foreach (var peer in new[] { a, b })
        {
            var rung = await peer.Peer.ChangesAsync(Position.Zero).FirstAsync().AsTask().WaitAsync(Wait.Limit);
            var data = Assert.IsType<Scribe.Operation>(rung.Scribe).Data.ToString();
            Assert.Equal($$"""{"owner":"{{peer.Peer.Client}}"}""", data);
        }
    }
}
