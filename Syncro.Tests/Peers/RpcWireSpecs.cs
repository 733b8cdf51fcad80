using System.Text.Json.Nodes;
using Syncro.Rpc;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Calls as a peer of either version, ours or not, sees them on the wire.</summary>
public sealed class RpcWireSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly SemaphoreSlim _gate = new(0), _entered = new(0), _cancelled = new(0);
    private TestPeer _peer = null!;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync(
        "ours", _directory.Path,
        """
        syncro {
          listen {
            main { uri = "tcp://127.0.0.1:0" }
            old { uri = "tcp://127.0.0.1:0", protocol = 1, client = "ruby" }
          }
          rpc { concurrent-calls = 2, timeout = 16s }
        }
        """,
        services: new RpcServices().Expose("Calc", calc => calc
            .Method("add", (int a, int b) => a + b)
            .Method("large", (int size) => new string('x', size))
            .Method("fail", () => int.Parse("a secret", null))
            .Method("gate", async () =>
            {
                _entered.Release();
                await _gate.WaitAsync();
            })
            .Method("cancellable", async (CancellationToken cancel) =>
            {
                _entered.Release();
                await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => _cancelled.Release(), TaskScheduler.Default);
            })));

    public async Task DisposeAsync()
    {
        _gate.Release(100);
        await _peer.DisposeAsync();
    }

    public void Dispose()
    {
        _directory.Dispose();
        _gate.Dispose();
        _entered.Dispose();
        _cancelled.Dispose();
    }

    private async Task<WirePeer> JoinAsync(int protocol)
    {
        var link = protocol == 1 ? await LegacySpecs.JoinAsync(_peer.PortOf(1))
            : await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("laptop"));
        await link.AskAsync("noop", "");
        return link;
    }

    private static string Rpc(int id, string method, string args = "[]", string klass = "Calc") =>
        $$"""{"type":"rpc","klass":"{{klass}}","method":"{{method}}","args":{{args}},"id":{{id}}}""";

    private async Task GateAsync(WirePeer link, int id)
    {
        await link.SendAsync(Rpc(id, "gate"));
        Assert.True(await _entered.WaitAsync(Wait.Limit));
    }

    [Fact]
    public async Task Methods_that_run_on_after_their_session_keep_a_place_of_their_client()
    {
        for (var session = 0; session < 4; session++)
        {
            using var link = await JoinAsync(2);
            await GateAsync(link, 1);
            await GateAsync(link, 2);
        }
        using var next = await JoinAsync(2);
        await next.SendAsync(Rpc(3, "add", "[2,3]"));
        Assert.Equal(429, (int?)(await AnswerAsync(next, 3))["code"]);
        _gate.Release();
        await Wait.Until("there is a place again", async () =>
        {
            await next.SendAsync(Rpc(4, "add", "[2,3]"));
            return (await AnswerAsync(next, 4))["result"]?.ToJsonString() == "5";
        });
    }

    private static Task<JsonObject> AnswerAsync(WirePeer link, int id) => link.ReceiveAsync(
        message => message["type"]!.ToString() is "response" or "error" && message["id"]?.ToJsonString() == $"{id}");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_call_is_answered_under_its_id(int protocol)
    {
        using var link = await JoinAsync(protocol);
        await link.SendAsync(Rpc(77, "add", "[2,3]"));
        var answer = await AnswerAsync(link, 77);
        Assert.Equal("response", answer["type"]!.ToString());
        Assert.Equal("5", answer["result"]!.ToJsonString());
    }

    [Theory]
    [InlineData(1, "Nothing", "add", "[2,3]", 404)]
    [InlineData(2, "Nothing", "add", "[2,3]", 404)]
    [InlineData(1, "Calc", "nothing", "[]", 405)]
    [InlineData(2, "Calc", "nothing", "[]", 405)]
    [InlineData(1, "Calc", "add", "[2]", 400)]
    [InlineData(2, "Calc", "add", "[2,true]", 400)]
    [InlineData(1, "Calc", "fail", "[]", 500)]
    [InlineData(2, "Calc", "fail", "[]", 500)]
    [InlineData(1, "Calc", "large", "[70000]", 413)]
    [InlineData(2, "Calc", "large", "[3000000]", 413)]
    public async Task An_error_names_the_request_and_the_link_goes_on(int protocol, string klass, string method, string args, int code)
    {
        using var link = await JoinAsync(protocol);
        await link.SendAsync(Rpc(77, method, args, klass));
        var error = await AnswerAsync(link, 77);
        Assert.Equal(code, (int)error["code"]!);
        Assert.DoesNotContain("secret", error["message"]!.ToString(), StringComparison.Ordinal);
        await link.SendAsync(Rpc(78, "add", "[2,3]"));
        Assert.Equal("5", (await AnswerAsync(link, 78))["result"]!.ToJsonString());
    }

    [Fact]
    public async Task A_wrong_argument_is_named_by_place_and_type()
    {
        using var link = await JoinAsync(2);
        await link.SendAsync(Rpc(77, "add", "[2,\"three\"]"));
        Assert.Equal("argument 2 of 'Calc.add' is not of type Int32", (await AnswerAsync(link, 77))["message"]!.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task When_the_caller_leaves_its_method_is_cancelled(int protocol)
    {
        using (var link = await JoinAsync(protocol))
        {
            await link.SendAsync(Rpc(77, "cancellable"));
            Assert.True(await _entered.WaitAsync(Wait.Limit));
        }
        Assert.True(await _cancelled.WaitAsync(Wait.Limit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Beyond_the_calls_allowed_at_a_time_there_is_429_and_answers_overtake(int protocol)
    {
        using var link = await JoinAsync(protocol);
        await link.SendAsync(Rpc(77, "gate"));
        await link.SendAsync(Rpc(78, "add", "[2,3]"));
        Assert.Equal("5", (await AnswerAsync(link, 78))["result"]!.ToJsonString());
        await link.SendAsync(Rpc(79, "gate"));
        await link.SendAsync(Rpc(80, "add", "[2,3]"));
        Assert.Equal(429, (int)(await AnswerAsync(link, 80))["code"]!);
        _gate.Release(2);
        Assert.True((await AnswerAsync(link, 77)).ContainsKey("result"));
    }

    [Fact]
    public async Task Uptodate_is_false_while_what_was_pushed_is_not_acknowledged()
    {
        using var link = await JoinAsync(2);
        Assert.False((bool)(await link.AskAsync("sync", "\"from\":null,\"own\":false"))["result"]!["more"]!);
        await _peer.CreateAsync("n1", "a");
        var push = await link.ReceiveAsync("add_scribes");
        await link.SendAsync(Rpc(77, "uptodate!", klass: "Syncro::RPC::Default"));
        Assert.False((bool)(await AnswerAsync(link, 77))["result"]!);
        await link.SendAsync(new JsonObject
        {
            ["type"] = "response",
            ["id"] = push["id"]!.DeepClone(),
            ["result"] = new JsonObject { ["position"] = push["position"]!.DeepClone(), ["rejected"] = new JsonArray() },
        });
        await link.SendAsync(Rpc(78, "uptodate!", klass: "Syncro::RPC::Default"));
        Assert.True((bool)(await AnswerAsync(link, 78))["result"]!);
    }

    [Fact]
    public async Task A_peer_of_2010_is_called_and_its_error_without_an_id_is_for_the_oldest_request()
    {
        using var ruby = await JoinAsync(1);
        await LegacySpecs.SyncAsync(ruby, "null");
        var sum = CallAsync("add", 2, 3);
        var call = await ruby.ReceiveAsync("rpc");
        Assert.Equal("[2,3]", call["args"]!.ToJsonString());
        Assert.Equal("Ruby", call["klass"]!.ToString());
        var nothing = CallAsync("nothing");
        await ruby.ReceiveAsync("rpc");
        await _peer.CreateAsync("n1", "a");
        var push = await ruby.ReceiveAsync("add_scribe");
        await ruby.SendAsync($$"""{"type":"response","id":{{call["id"]}},"result":5}""");
        Assert.Equal(5, await sum);
        await ruby.SendAsync("""{"type":"error","code":405}""");
        Assert.Equal(Code.NoSuchMethod, (await Assert.ThrowsAsync<CallRefusedException>(() => nothing)).Code);
        Assert.Null((await _peer.LinkAsync("ruby"))!.LastError);
        await ruby.SendAsync($$"""{"type":"response","id":{{push["id"]}},"result":true}""");
        await ruby.SendAsync(Rpc(77, "uptodate!", klass: "Syncro::RPC::Default"));
        Assert.True((bool)(await AnswerAsync(ruby, 77))["result"]!);
    }

    private Task<int> CallAsync(string method, params object?[] args) =>
        _peer.Peer.CallAsync<int>(new("ruby"), "Ruby", method, args, Wait.Limit);
}
