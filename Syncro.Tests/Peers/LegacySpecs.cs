using System.Text.Json.Nodes;
using Syncro.Scribes;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>The conversation of 2010, with our peer listening.</summary>
public sealed class LegacySpecs : IAsyncLifetime, IDisposable
{
    internal const string Listener = """
        syncro.listen.legacy { uri = "tcp://127.0.0.1:0", protocol = 1, client = "ruby" }
        """;

    private readonly TempDirectory _directory = new();
    private TestPeer _peer = null!;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync("ours", _directory.Path, Listener);

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Both_ends_sync_at_once()
    {
        using var ruby = await WirePeer.DialAsync(_peer.Port);
        Assert.Equal("""{"type":"sync","from":null,"id":1}""", Sorted(await ruby.ReceiveAsync(), "type", "from", "id"));
        Assert.Equal("[]", (await ruby.AskAsync("sync", "\"from\":null"))["result"]!.ToJsonString());
    }

    [Theory]
    [InlineData("12")]
    [InlineData("\"a\"")]
    [InlineData("null")]
    [InlineData("1.50")]
    [InlineData("{\"a\":[1]}")]
    public async Task An_answer_echoes_an_id_of_any_kind(string id)
    {
        using var ruby = await JoinAsync(_peer.Port);
        await ruby.SendBytesAsync(Wire.Sample.Frame([.. System.Text.Encoding.UTF8.GetBytes($$"""{"type":"noop","id":{{id}}}""")]));
        Assert.Equal(id, (await ruby.ReceiveAsync("response"))["id"]?.ToJsonString() ?? "null");
    }

    [Fact]
    public async Task A_request_without_an_id_is_answered_with_null()
    {
        using var ruby = await JoinAsync(_peer.Port);
        await ruby.SendAsync("""{"type":"noop"}""");
        var answer = await ruby.ReceiveAsync("response");
        Assert.True(answer.ContainsKey("id"));
        Assert.Null(answer["id"]);
    }

    [Fact]
    public async Task Pushed_scribes_are_recorded_and_answered_true()
    {
        using var ruby = await JoinAsync(_peer.Port);
        Assert.Equal("true", await PushAsync(ruby, "create", """{"title":"alice","id":"n1"}""", "8824f04a7c5d56953d8af38b04"));
        Assert.Equal("alice", await _peer.TitleAsync("n1"));
        Assert.Equal("true", await PushAsync(ruby, "update", """["n1",{"title":"bob"}]""", "71cda2f40f128827740abe6fe5"));
        Assert.Equal("bob", await _peer.TitleAsync("n1"));
        Assert.Equal("true", await PushAsync(ruby, "destroy", """["n1"]""", "7283bdb658f28bf86a0df153d1"));
        Assert.Null(await _peer.TitleAsync("n1"));
    }

    [Fact]
    public async Task Text_that_is_not_ascii_crosses_both_ways()
    {
        const string Text = "Žižkov 東京 😀 <b>";
        using var ruby = await JoinAsync(_peer.Port);
        await SyncAsync(ruby, "null");
        await PushAsync(ruby, "create", """{"id":"n1","title":"\u017di\u017ekov 東京 😀 \u003cb\u003e"}""", "01");
        Assert.Equal(Text, await _peer.TitleAsync("n1") is { } raw ? JsonNode.Parse($"\"{raw}\"")!.ToString() : null);
        await _peer.CreateAsync("n2", Text);
        var push = await ruby.ReceiveAsync("add_scribe");
        Assert.Equal(Text, push["scribe"]!["data"]!["title"]!.ToString());
    }

    [Fact]
    public async Task Its_methods_are_answered_or_refused()
    {
        using var ruby = await JoinAsync(_peer.Port);
        const string Default = "\"klass\":\"Syncro::RPC::Default\",\"args\":[]";
        Assert.Equal("0", (await ruby.AskAsync("rpc", Default + ",\"method\":\"last_scribe_id\""))["result"]!.ToJsonString());
        await _peer.CreateAsync("n1", "a");
        var last = (await ruby.AskAsync("rpc", Default + ",\"method\":\"last_scribe_id\""))["result"]!.ToString();
        Assert.Equal(last, Assert.Single(await SyncAsync(ruby, "null"))!["id"]!.ToString());
        Assert.Equal(405, (int)(await ruby.AskAsync("rpc", Default + ",\"method\":\"exit\""))["code"]!);
        Assert.Equal(404, (int)(await ruby.AskAsync("rpc", """
            "klass":"Calc","method":"add","args":[2,3]
            """))["code"]!);
    }

    [Theory]
    [InlineData("""{"type":"subscribe","id":5}""")]
    [InlineData("""{"type":"response","id":99,"result":[]}""")]
    public async Task What_it_should_not_have_sent_is_passed_over(string json)
    {
        using var ruby = await JoinAsync(_peer.Port);
        await ruby.SendAsync(json);
        await ruby.SendAsync("""{"type":"noop","id":6}""");
        Assert.Equal("6", (await ruby.ReceiveAsync())["id"]!.ToJsonString());
    }

    [Fact]
    public async Task A_class_that_is_not_synced_is_refused_with_403_and_the_link_goes_on()
    {
        using var ruby = await JoinAsync(_peer.Port);
        var refused = await ruby.AskAsync("add_scribe", """
            "scribe":{"klass":"Secret","type":"create","data":{"id":"s1"},"id":"01"}
            """);
        Assert.Equal(403, (int)refused["code"]!);
        Assert.Equal("true", await PushAsync(ruby, "create", """{"id":"n1","title":"a"}""", "02"));
    }

    /// <summary>A peer of 2010 that has answered our sync with nothing.</summary>
    internal static async Task<WirePeer> JoinAsync(int port)
    {
        var ruby = await WirePeer.DialAsync(port);
        var sync = await ruby.ReceiveAsync("sync");
        await ruby.SendAsync($$"""{"type":"response","id":{{sync["id"]}},"result":[]}""");
        return ruby;
    }

    internal static async Task<string> PushAsync(WirePeer ruby, string type, string data, string id) =>
        (await ruby.AskAsync("add_scribe", $$"""
            "scribe":{"klass":"Note","type":"{{type}}","data":{{data}},"id":"{{id}}"}
            """))["result"]!.ToJsonString();

    internal static async Task<JsonArray> SyncAsync(WirePeer ruby, string from) =>
        (await ruby.AskAsync("sync", $"\"from\":{from}"))["result"]!.AsArray();

    private static string Sorted(JsonObject json, params string[] keys)
    {
        Assert.Equal(keys.Order(), json.Select(pair => pair.Key).Order());
        return new JsonObject(keys.Select(key => KeyValuePair.Create(key, json[key]?.DeepClone()))).ToJsonString();
    }
}
