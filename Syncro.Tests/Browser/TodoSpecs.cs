using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Browser;

/// <summary>The sample of a page that works offline, in real browsers, with a peer of .NET beside them.</summary>
[Collection(WholeProcesses.Name)]
public sealed class TodoSpecs : IClassFixture<Chromium>, IAsyncLifetime, IDisposable
{
    private readonly Profiles _profiles;
    private readonly ITestOutputHelper _output;
    private readonly Nodes _nodes;
    private readonly int _tcp = Nodes.FreePort(), _http = Nodes.FreePort();

    public TodoSpecs(Chromium chromium, ITestOutputHelper output) => (_profiles, _output, _nodes) = (new(chromium), output, new(output));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _profiles.DisposeAsync();

    public void Dispose() => _nodes.Dispose();

    private string Url => $"http://127.0.0.1:{_http}";

    private Task<NodeProcess> ServerAsync(params string[] sets) => _nodes.StartAsync(
        _nodes.Write("server.hocon", """syncro { client = "server", models { Todo {} }, access { clients { laptop { token-sha256 = "TOKEN" } } } }"""
            .Replace("TOKEN", Token.Hash, StringComparison.Ordinal)),
        "server", _tcp, [$"syncro.node.http.uri={Url}", .. sets]);

    private Task<NodeProcess> LaptopAsync() => _nodes.StartAsync(
        _nodes.Write("laptop.hocon", $$"""
            syncro { client = "laptop", models { Todo {} }, peers { server { uri = "tcp://127.0.0.1:{{_tcp}}", token-file = "{{_nodes.File("laptop.token")}}" } } }
            syncro.wire.reconnect-max = 1s
            """), "laptop");

    private async Task<(TodoPage Page, IBrowserContext Profile)> BrowserAsync()
    {
        var profile = await _profiles.NewAsync();
        return (await TodoPage.OpenAsync(profile, Url), profile);
    }

    private static async Task AlikeAsync(NodeProcess server, IEnumerable<NodeProcess> peers, params TodoPage[] pages) =>
        await Eventually.HoldsAsync(async () =>
        {
            var there = await server.Api.LinesAsync("Todo");
            foreach (var peer in peers)
                if (!Stored.Same(there, await peer.Api.LinesAsync("Todo")))
                    return false;
            foreach (var page in pages)
                if (!Stored.Same(there, await page.LinesAsync()))
                    return false;
            return true;
        }, "the tasks to be alike everywhere");

    private static async Task<string> IdAsync(NodeProcess node, string title) =>
        (await node.Api.LinesAsync("Todo")).Single(line => (string?)JsonNode.Parse(line.Value)!["title"] == title).Key;

    [BrowserFact]
    public async Task All_end_alike_whatever_each_did_while_one_was_offline_and_loaded_again()
    {
        var server = await ServerAsync();
        _nodes.Write("laptop.token", Token.Text);
        var laptop = await LaptopAsync();
        var ((a, profile), (b, _)) = (await BrowserAsync(), await BrowserAsync());
        foreach (var title in new[] { "same", "both", "gone", "theirs" })
            await a.AddAsync(title);
        await a.SaysAsync("In sync");
        await AlikeAsync(server, [laptop], a, b);
        await a.KeptAsync();
        var (both, theirs) = (await IdAsync(server, "both"), await IdAsync(server, "theirs"));

        await profile.SetOfflineAsync(true);
        await a.SaysAsync("Offline");
        await a.RenameAsync("same", "same, by a");
        await a.TickAsync("both");
        await a.DeleteAsync("gone");
        await a.AddAsync("made offline");
        await a.ReloadAsync();
        await a.SaysAsync("Offline, 4 changes wait");
        await a.SeesAsync("same, by a");
        await a.MissesAsync("gone");
        await a.AddAsync("after the reload");
        var another = await TodoPage.OpenAsync(profile, Url);
        await another.SeesAsync("after the reload");
        await another.CloseAsync();
        await b.RenameAsync("same", "same, by b");
        await b.RenameAsync("both", "both, by b");
        await b.AddAsync("by b");
        await laptop.Api.ExpectAsync(200, "PATCH", $"/api/models/Todo/{theirs}", """{"title":"theirs, by laptop","note":1.10}""");

        var watch = Stopwatch.StartNew();
        await profile.SetOfflineAsync(false);
        await AlikeAsync(server, [laptop], a, b);
        _output.WriteLine($"alike everywhere {watch.ElapsedMilliseconds} ms after it came back");
        await a.SaysAsync("In sync");
        var titles = (await server.Api.LinesAsync("Todo")).Values.Select(line => JsonNode.Parse(line)!)
            .ToDictionary(task => (string)task["title"]!, task => task.AsObject(), StringComparer.Ordinal);
        // Of two edits of one attribute the later one, by their clocks: b's.
        Assert.Equal(
            ["after the reload", "both, by b", "by b", "made offline", "same, by b", "theirs, by laptop"], titles.Keys.Order(StringComparer.Ordinal));
        Assert.True((bool)titles["both, by b"]["done"]!);
        Assert.Contains("\"note\":1.10", (await server.Api.LinesAsync("Todo"))[theirs], StringComparison.Ordinal);
        Assert.Equal(both, (string)titles["both, by b"]["id"]!);
        foreach (var page in new[] { a, b })
            foreach (var title in titles.Keys)
                await page.SeesAsync(title);
    }

    [BrowserFact]
    public async Task Two_tabs_share_one_connection_and_the_second_takes_over()
    {
        var server = await ServerAsync();
        var (first, profile) = await BrowserAsync();
        await first.SaysAsync("In sync");
        var second = await TodoPage.OpenAsync(profile, Url);
        await second.SaysAsync("In sync");
        Assert.Equal((1, 0), (first.Sockets, second.Sockets));
        Assert.Equal(await first.ClientAsync(), await second.ClientAsync());

        await first.AddAsync("by the first");
        await second.SeesAsync("by the first");
        await second.AddAsync("by the second");
        await first.SeesAsync("by the second");
        await second.TickAsync("by the first");
        await AlikeAsync(server, [], first, second);
        Assert.Equal((1, 0), (first.Sockets, second.Sockets));

        await first.CloseAsync();
        await second.AddAsync("alone");
        await AlikeAsync(server, [], second);
        await second.SaysAsync("In sync");
        Assert.Equal(1, second.Sockets);
        Assert.Single((await server.StatusAsync()).Peers, peer => peer.Connected);
    }

    [BrowserFact]
    public async Task A_node_that_is_killed_and_started_again_loses_nothing()
    {
        var server = await ServerAsync();
        var ((a, _), (b, _)) = (await BrowserAsync(), await BrowserAsync());
        await a.AddAsync("before");
        await a.SaysAsync("In sync");
        await a.AddAsync("just before");
        await server.Kill9Async();
        await a.SaysAsync("Offline");
        await b.SaysAsync("Offline");
        await a.AddAsync("by a meanwhile");
        await b.AddAsync("by b meanwhile");

        server = await ServerAsync();
        await AlikeAsync(server, [], a, b);
        await a.SaysAsync("In sync");
        await b.SaysAsync("In sync");
        foreach (var page in new[] { a, b })
            foreach (var title in new[] { "before", "just before", "by a meanwhile", "by b meanwhile" })
                await page.SeesAsync(title);
    }

    [BrowserFact]
    public async Task A_token_that_is_revoked_is_told_and_a_new_one_lets_it_in_again()
    {
        var server = await ServerAsync();
        var (page, _) = await BrowserAsync();
        await page.SaysAsync("In sync");
        var client = await page.ClientAsync();
        var token = JsonNode.Parse(await server.Api.ExpectAsync(200, "GET", "/api/tokens"))!.AsArray().Single(one => (string?)one!["client"] == client)!;
        await server.Api.ExpectAsync(204, "DELETE", $"/api/tokens/{token["id"]}");
        await page.SaysAsync("No access");
        await page.AddAsync("kept here");
        Assert.Empty(await server.Api.LinesAsync("Todo"));

        await page.AskAgainAsync();
        await page.SaysAsync("In sync");
        await AlikeAsync(server, [], page);
        Assert.Single(await server.Api.LinesAsync("Todo"));
    }

    [BrowserFact]
    public async Task Where_the_API_has_a_token_the_page_works_without_and_asks_for_it()
    {
        await ServerAsync("syncro.node.http.token=open-sesame-0123456789");
        var (page, _) = await BrowserAsync();
        await page.SaysAsync("No access");
        await page.AddAsync("kept here");
        await page.SignInAsync("open-sesame-0123456789");
        await page.SaysAsync("In sync");
    }

    private static class Token
    {
        public const string Text = "a-laptop-of-these-specs-0123456789abcdef";
        public static readonly string Hash =
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text)));
    }
}
