using System.Text.Json.Nodes;
using Syncro.Tests.Browser;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.JavaScript;

/// <summary>JavaScript clients of a real node, with a peer of .NET beside them.</summary>
[Collection(WholeProcesses.Name)]
public sealed class ClientSpecs : IAsyncLifetime, IDisposable
{
    private readonly Nodes _nodes;
    private readonly List<JsClient> _clients = [];
    private readonly int _tcp = Nodes.FreePort(), _http = Nodes.FreePort();

    public ClientSpecs(ITestOutputHelper output) => _nodes = new(output);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
    }

    public void Dispose() => _nodes.Dispose();

    private const string Models = """
        models {
          Note {}
          Doc { readers = [owner, editors], writers = [owner] }
        }
        """;

    private Task<NodeProcess> ServerAsync(string access = "anonymous = on", string storage = "server") => _nodes.StartAsync(
        _nodes.Write("server.hocon", $$"""syncro { client = "server", {{Models}}, access { {{access}} } }"""), storage, _tcp,
        $"syncro.node.http.uri=http://127.0.0.1:{_http}");

    private Task<NodeProcess> LaptopAsync() => _nodes.StartAsync(
        _nodes.Write("laptop.hocon", $$"""
            syncro { client = "laptop", {{Models}}, peers { server { uri = "tcp://127.0.0.1:{{_tcp}}" } } }
            syncro.wire.reconnect-max = 1s
            """), "laptop");

    private async Task<JsClient> ClientAsync(string name, string? token = null)
    {
        var client = new JsClient(name, $"http://127.0.0.1:{_http}");
        _clients.Add(client);
        await client.OpenAsync(token);
        return client;
    }

    private static JsonObject Record(string id, string title) => new() { ["id"] = id, ["title"] = title };

    private static JsonObject Set(string name, JsonNode value) => new() { [name] = value };

    private static async Task AlikeAsync(string name, NodeApi server, NodeApi? peer, params JsClient[] clients)
    {
        await Eventually.HoldsAsync(async () =>
        {
            var there = await server.LinesAsync(name);
            foreach (var client in clients)
                if (!Stored.Same(there, await client.LinesAsync(name)))
                    return false;
            return peer is null || Stored.Same(there, await peer.LinesAsync(name));
        }, $"{name} to be alike everywhere");
    }

    [JavaScriptFact]
    public async Task All_end_alike_whatever_each_did_while_the_node_was_killed()
    {
        var server = await ServerAsync();
        var laptop = await LaptopAsync();
        var (a, b) = (await ClientAsync("js-a"), await ClientAsync("js-b"));
        foreach (var id in new[] { "same", "other", "gone", "mine" })
            await a.ModelAsync("Note", "create", Record(id, "first"));
        await a.InSyncAsync();
        await AlikeAsync("Note", server.Api, laptop.Api, a, b);

        await server.Kill9Async();
        await a.ModelAsync("Note", "update", "same", Set("title", "by a"));
        await b.ModelAsync("Note", "update", "same", Set("title", "by b"));
        await laptop.Api.ExpectAsync(200, "PATCH", "/api/models/Note/same", """{"title":"by laptop"}""");
        await a.ModelAsync("Note", "update", "other", Set("price", 1));
        await b.ModelAsync("Note", "update", "other", Set("count", 2));
        await laptop.Api.ExpectAsync(200, "PATCH", "/api/models/Note/other", """{"note":1.10}""");
        await a.ModelAsync("Note", "destroy", "gone");
        await b.ModelAsync("Note", "update", "gone", Set("title", "still here?"));
        await b.ModelAsync("Note", "destroy", "mine");
        await b.ModelAsync("Note", "create", Record("mine", "again"));
        await b.ModelAsync("Note", "create", Record("new", "made offline"));
        Assert.Equal(3, (int)(await a.StatusAsync())["pending"]!);

        server = await ServerAsync();
        await AlikeAsync("Note", server.Api, laptop.Api, a, b);
        await Task.WhenAll(a.InSyncAsync(), b.InSyncAsync());
        var lines = await server.Api.LinesAsync("Note");
        Assert.Equal("""{"id":"other","count":2,"note":1.10,"price":1,"title":"first"}""", lines["other"]);
        Assert.Equal("""{"id":"mine","title":"again"}""", lines["mine"]);
        Assert.Contains(lines["same"], new[] { "a", "b", "laptop" }.Select(who => $$"""{"id":"same","title":"by {{who}}"}"""));
        Assert.Equal(["mine", "new", "other", "same"], lines.Keys.Order(StringComparer.Ordinal));
    }

    [JavaScriptFact]
    public async Task What_it_may_not_change_is_refused_and_put_right_and_what_it_may_not_read_goes()
    {
        var server = await ServerAsync();
        var (a, b) = (await ClientAsync("js-a"), await ClientAsync("js-b"));
        var doc = Record("d1", "first");
        (doc["owner"], doc["editors"]) = ("js-a", new JsonArray("js-b"));
        await a.ModelAsync("Doc", "create", doc);
        await b.SeesAsync("Doc", "d1", "title", "first");

        await b.ModelAsync("Doc", "update", "d1", Set("title", "not mine to say"));
        await b.SeesAsync("Doc", "d1", "title", "first");
        var refused = Assert.Single(await b.RefusedAsync())!;
        Assert.Equal(403, (int)refused["code"]!);
        Assert.Equal("not mine to say", (string?)refused["change"]!["data"]![1]!["title"]);

        await a.ModelAsync("Doc", "update", "d1", Set("editors", new JsonArray()));
        await b.MissesAsync("Doc", "d1");
        await a.ModelAsync("Doc", "update", "d1", Set("editors", new JsonArray("js-b")));
        await b.SeesAsync("Doc", "d1", "title", "first");
        await AlikeAsync("Doc", server.Api, null, a, b);
    }

    [JavaScriptFact]
    public async Task A_first_sync_of_thousands_of_records_and_thousands_of_its_own()
    {
        const int count = 6000;
        var server = await ServerAsync();
        var file = _nodes.Write("notes.ndjson", string.Concat(Enumerable.Range(0, count).Select(i => $$"""{"id":{{i}},"title":"note {{i}}"}""" + "\n")));
        Assert.Equal(0, (await server.RunCliAsync("import", "Note", file)).Code);
        var client = await ClientAsync("js-a");
        for (var i = 0; i < 300; i++)
            await client.ModelAsync("Note", "create", Record($"own {i}", "mine"));
        await client.InSyncAsync();
        await AlikeAsync("Note", server.Api, null, client);
        Assert.Equal(count + 300, (await client.LinesAsync("Note")).Count);
    }

    [JavaScriptFact]
    public async Task A_node_that_went_back_to_a_backup_is_given_what_the_client_made()
    {
        var server = await ServerAsync();
        var client = await ClientAsync("js-a");
        await client.ModelAsync("Note", "create", Record("before", "kept"));
        await client.InSyncAsync();
        Assert.Equal(0, await server.TerminateAsync());
        Copy(_nodes.File("server"), _nodes.File("backup"));
        server = await ServerAsync();
        await client.ModelAsync("Note", "create", Record("after", "lost"));
        await server.Api.ExpectAsync(201, "PUT", "/api/models/Note/theirs", """{"title":"lost too"}""");
        await client.InSyncAsync();
        await client.SeesAsync("Note", "theirs", "title", "lost too");
        Assert.Equal(0, await server.TerminateAsync());

        server = await ServerAsync(storage: "backup");
        await Eventually.HoldsAsync(
            async () => (await server.Api.LinesAsync("Note")).Keys.Order().SequenceEqual(["after", "before"]), "what it made to be there");
        await client.InSyncAsync();
    }

    [JavaScriptFact]
    public async Task A_token_lets_it_in_and_one_that_is_revoked_is_told()
    {
        var server = await ServerAsync("anonymous = off");
        var made = JsonNode.Parse(await server.Api.ExpectAsync(201, "POST", "/api/tokens", """{"client":"js-a"}"""))!;
        var client = await ClientAsync("js-a", (string?)made["token"]);
        await client.InSyncAsync();
        await server.Api.ExpectAsync(204, "DELETE", $"/api/tokens/{made["id"]}");
        await Eventually.HoldsAsync(
            async () => await client.StatusAsync() is var status && !(bool)status["connected"]! && (int?)status["lastError"]?["code"] == 401,
            "it to say 401");
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
