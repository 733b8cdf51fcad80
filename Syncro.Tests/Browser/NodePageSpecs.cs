using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Browser;

/// <summary>The page on which a person sees what a node does.</summary>
[Collection(WholeProcesses.Name)]
public sealed class NodePageSpecs : IClassFixture<Chromium>, IAsyncLifetime, IDisposable
{
    private readonly Profiles _profiles;
    private readonly Nodes _nodes;
    private readonly int _http = Nodes.FreePort();

    public NodePageSpecs(Chromium chromium, ITestOutputHelper output) => (_profiles, _nodes) = (new(chromium), new(output));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _profiles.DisposeAsync();

    public void Dispose() => _nodes.Dispose();

    private string Url => $"http://127.0.0.1:{_http}";

    private Task<NodeProcess> ServerAsync(params string[] sets) => _nodes.StartAsync(
        _nodes.Write("server.hocon", """syncro { client = "server", models { City {}, Note {}, Doc { readers = [readers], writers = [owner] } } }"""),
        "server", 0, [$"syncro.node.http.uri={Url}", .. sets]);

    private async Task<NodePage> OpenAsync(BrowserNewContextOptions? options = null) => await NodePage.OpenAsync(await _profiles.NewAsync(options), Url);

    private static async Task PutAsync(NodeProcess server, string path, string json) => await server.Api.ExpectAsync(201, "PUT", $"/api/models/{path}", json);

    [BrowserFact]
    public async Task It_shows_the_peer_its_clients_and_what_is_recorded_as_it_comes()
    {
        var server = await ServerAsync();
        await PutAsync(server, "Note/first", """{"title":"Milk"}""");
        var page = await OpenAsync();
        await page.SaysAsync("In sync.");
        var status = JsonNode.Parse(await server.Api.ExpectAsync(200, "GET", "/api/status"))!;
        await page.ShowsAsync("This peer", (string)status["journal"]!);
        await page.ShowsAsync("This peer", _nodes.File("server"));
        await page.ShowsAsync("Clients", $"{status["peers"]![0]!["client"]} (this page)");
        await page.ShowsAsync("Clients", "connected");

        await PutAsync(server, "Note/second", """{"title":"Oat"}""");
        await page.ShowsAsync("Live feed", "Note second");
        await page.Part("Live feed").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await PutAsync(server, "City/third", """{"name":"Vila"}""");
        await page.ShowsAsync("Clients", "0");
        await page.ChooseAsync("City");
        await Assertions.Expect(page.Row("third")).ToBeVisibleAsync();
        await Assertions.Expect(page.Part("Live feed")).Not.ToContainTextAsync("City third");
        await page.Part("Live feed").GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await page.ShowsAsync("Live feed", "City third");
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Img)).ToHaveCountAsync(2);
    }

    [BrowserFact]
    public async Task A_record_is_found_changed_made_and_destroyed_and_what_is_no_value_is_named()
    {
        var server = await ServerAsync();
        for (var i = 0; i < 60; i++)
            await PutAsync(server, $"City/c{i:00}", $$"""{"name":"City {{i}}","visits":1.10}""");
        var page = await OpenAsync();
        await page.SaysAsync("In sync.");
        await page.SearchAsync("", "50 records so far.");
        await page.Part("Records").GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.SearchAsync("", "60 records.");
        await page.SearchAsync("cItY 17", "1 record.");

        await page.OpenAsync("c17");
        await page.Value("name").FillAsync("Vila");
        await page.PressAsync("Save");
        await Assertions.Expect(page.Dialog).ToContainTextAsync("The value of 'name' is not JSON");
        await page.Value("name").FillAsync("\"Vila\"");
        await page.PressAsync("Save");
        await page.ClosedAsync();
        await Eventually.HoldsAsync(async () => (await server.Api.LinesAsync("City"))["c17"] == """{"id":"c17","name":"Vila","visits":1.10}""", "the change to be there");

        await page.SearchAsync("vila", "1 record.");
        await page.OpenAsync("c17");
        await page.PressAsync("Delete…");
        await page.PressAsync("Destroy");
        await page.SearchAsync("vila", "None of 59 records says that.");

        await page.ChooseAsync("Note");
        await page.Part("Records").GetByRole(AriaRole.Button, new() { Name = "New Note" }).ClickAsync();
        await page.Dialog.GetByLabel("Id").FillAsync("560");
        await page.Dialog.GetByLabel("Name").FillAsync("title");
        await page.Value("New attribute").FillAsync("\"made here\"");
        await page.PressAsync("Save");
        await Eventually.HoldsAsync(
            async () => (await server.Api.LinesAsync("Note")).Values.SequenceEqual(["""{"id":560,"title":"made here"}"""]), "the new one to be there");
        Assert.Equal(59, (await server.Api.LinesAsync("City")).Count);
    }

    [BrowserFact]
    public async Task A_first_sync_of_thousands_of_records_shows_how_far_it_is_and_ends_with_all_of_them()
    {
        var server = await ServerAsync();
        Assert.Equal(0, (await server.RunCliAsync("import", "City", Cities.File)).Code);
        var page = await OpenAsync();
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Progressbar, new() { Name = "First sync" })).ToBeVisibleAsync();
        await page.SaysAsync("In sync.");
        await page.SearchAsync("encamp", "1 record.");
        Assert.True(Stored.Same(await server.Api.LinesAsync("City"), await Stored.LinesAsync(page.Tab, "page", "City")));
        await page.SearchAsync("no city says this", "None of 19,009 records says that.");
    }

    [BrowserFact]
    public async Task It_goes_on_without_the_node_says_so_and_loses_nothing()
    {
        var server = await ServerAsync();
        await PutAsync(server, "Note/n1", """{"title":"Milk"}""");
        var page = await OpenAsync();
        await page.SaysAsync("In sync.");
        await page.ChooseAsync("Note");
        await page.Tab.EvaluateAsync("navigator.serviceWorker.ready.then(() => null)");
        await server.Kill9Async();
        await page.SaysAsync("The node does not answer.");
        await page.OpenAsync("n1");
        await page.Value("title").FillAsync("\"changed without the node\"");
        await page.PressAsync("Save");
        await page.ClosedAsync();
        await page.Tab.ReloadAsync();
        await page.SaysAsync("1 change waits.");
        await page.ChooseAsync("Note");
        await Assertions.Expect(page.Row("n1")).ToContainTextAsync("changed without the node");

        server = await ServerAsync();
        await page.SaysAsync("In sync.");
        Assert.Equal("""{"id":"n1","title":"changed without the node"}""", (await server.Api.LinesAsync("Note"))["n1"]);
    }

    [BrowserFact]
    public async Task What_it_may_not_change_is_told_and_put_right_and_a_revoked_token_too()
    {
        var server = await ServerAsync();
        var page = await OpenAsync();
        await page.SaysAsync("In sync.");
        var client = (string)JsonNode.Parse(await server.Api.ExpectAsync(200, "GET", "/api/status"))!["peers"]![0]!["client"]!;
        await PutAsync(server, "Doc/d1", $$"""{"owner":"server","readers":["{{client}}"],"title":"not yours"}""");
        await page.ChooseAsync("Doc");
        await page.OpenAsync("d1");
        await page.Value("title").FillAsync("\"mine\"");
        await page.PressAsync("Save");
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("The node refused a change of Doc d1 (403)");
        await Assertions.Expect(page.Row("d1")).ToContainTextAsync("not yours");

        var token = JsonNode.Parse(await server.Api.ExpectAsync(200, "GET", "/api/tokens"))!.AsArray().Single()!;
        await server.Api.ExpectAsync(204, "DELETE", $"/api/tokens/{token["id"]}");
        await page.SaysAsync("This page may not sync");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Ask for access again" }).ClickAsync();
        await page.SaysAsync("In sync.");
    }

    [BrowserFact]
    public async Task Where_the_API_has_a_token_the_page_asks_for_it()
    {
        await ServerAsync("syncro.node.http.token=open-sesame-0123456789");
        var page = await OpenAsync();
        await page.Tab.GetByLabel("Token of the node's HTTP API").FillAsync("wrong");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Alert)).ToContainTextAsync("a bearer token is needed");
        await page.Tab.GetByLabel("Token of the node's HTTP API").FillAsync("open-sesame-0123456789");
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.SaysAsync("In sync.");
    }

    [BrowserFact]
    public async Task It_can_be_used_by_keyboard_and_screen_reader_in_light_and_dark_and_on_a_phone()
    {
        var server = await ServerAsync();
        await PutAsync(server, "City/c1", """{"name":"Vila"}""");
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            foreach (var (width, height) in new[] { (1280, 900), (360, 740) })
            {
                var page = await OpenAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = height } });
                await page.SaysAsync("In sync.");
                await page.ShowsAsync("Live feed", "City c1");
                await AccessibleAsync(page);
                Assert.True(await page.Tab.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{width} px scroll sideways");
                await page.Row("c1").FocusAsync();
                await page.Tab.Keyboard.PressAsync("Enter");
                await Assertions.Expect(page.Dialog).ToBeVisibleAsync();
                await AccessibleAsync(page);
                await page.Tab.Keyboard.PressAsync("Escape");
                await page.ClosedAsync();
                await Assertions.Expect(page.Row("c1")).ToBeFocusedAsync();
            }
    }

    private static async Task AccessibleAsync(NodePage page) => Assert.Empty(
        (await page.Tab.RunAxe()).Violations.Select(violation => $"{violation.Id}: {violation.Help}: {string.Join(", ", violation.Nodes.Select(node => node.Html))}"));
}
