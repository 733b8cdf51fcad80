using System.Text;
using System.Text.Json.Nodes;
using Newtonsoft.Json.Linq;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;
using Syncro.Tests.Wire;
using Syncro.Wire;

namespace Syncro.Tests.Connections;

/// <summary>What is handed to a session, and what it answers.</summary>
public sealed class ReceivingSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly List<SyncroSession> _opened = [];
    private TestPeer _peer = null!;

    // The hash of "secret".
    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync("server", _directory.Path, """
        syncro {
          wire { max-message = 2 MiB, greet-timeout = 5s, noop-interval = 300ms, silence-timeout = 3s }
          access.clients.phone { token-sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" }
        }
        """);

    public async Task DisposeAsync()
    {
        _opened.ForEach(session => session.Dispose());
        await _peer.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    private (SyncroSession Session, Line Caller) Open(bool messages, bool begin = true, string? client = null)
    {
        var (near, far) = Line.Pair(messages);
        var session = _peer.Peer.Open(client is null ? default(ClientId?) : new ClientId(client), near, dial: false);
        _opened.Add(session);
        if (begin)
            session.Sync();
        return (session, far);
    }

    private static async Task<JsonObject> ReadAsync(Line caller) => JsonNode.Parse(await caller.ReadAsync())!.AsObject();

    private static async Task<(Code?, int?)> EndAsync(SyncroSession session, Line caller)
    {
        var end = await session.Completion.WaitAsync(Wait.Limit);
        return (end.Code, (int?)(await ReadAsync(caller))["code"]);
    }

    [Fact]
    public async Task Text_bytes_and_JObject_say_the_same()
    {
        var hello = WirePeer.Hello("laptop").ToJsonString();
        foreach (var receive in new Func<SyncroSession, Task>[]
        {
            session => session.ReceiveMessage(hello),
            session => session.ReceiveMessage(Encoding.UTF8.GetBytes(hello)),
            session => session.ReceiveMessage(JObject.Parse(hello)),
        })
        {
            var (session, caller) = Open(messages: true);
            await receive(session);
            Assert.Equal("server", (await ReadAsync(caller))["result"]!["client"]!.ToString());
        }
    }

    [Fact]
    public async Task Parts_are_understood_on_a_connection_that_keeps_messages_apart()
    {
        var (session, caller) = Open(messages: true);
        var hello = WirePeer.Hello("laptop").ToJsonString();
        foreach (var (more, data) in new[] { (true, hello[..20]), (false, hello[20..]) })
            await session.ReceiveMessage(MessageCodec.Encode(new Message.Part(JsonText.Of(1), more, data)));
        Assert.Equal("server", (await ReadAsync(caller))["result"]!["client"]!.ToString());
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("[]", 400)]
    [InlineData("{} {}", 400)]
    [InlineData("{\"type\":\"noop\",\"type\":\"noop\"}", 400)]
    [InlineData("{\"type\":\"noop\",\"id\":1}", 401)]
    public async Task What_is_no_message_is_refused_with_its_code(string text, int code)
    {
        var (session, caller) = Open(messages: true);
        await session.ReceiveMessage(text);
        Assert.Equal(((Code)code, code), await EndAsync(session, caller));
        Assert.True(caller.Closed || session.Completion.IsCompleted);
    }

    [Fact]
    public async Task Half_a_character_is_refused()
    {
        var (session, caller) = Open(messages: true);
        await session.ReceiveMessage($$"""{"type":"noop","id":1,"x":"{{(char)0xd800}}"}""");
        Assert.Equal((Code.Malformed, 400), await EndAsync(session, caller));
    }

    [Theory]
    [InlineData(17 * 1024)]
    [InlineData((2 * 1024 * 1024) + 1)]
    public async Task A_message_above_its_limit_is_refused_unread(int length)
    {
        var (session, caller) = Open(messages: true);
        await session.ReceiveMessage(new string('{', length));
        Assert.Equal((Code.TooLarge, 413), await EndAsync(session, caller));
    }

    [Fact]
    public async Task What_is_not_for_the_kind_of_connection_is_an_error_of_the_caller()
    {
        var (bytes, messages) = (Open(messages: false).Session, Open(messages: true).Session);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bytes.ReceiveMessage("{}"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => messages.ReceiveData(new byte[1]));
    }

    [Fact]
    public async Task Nothing_is_sent_or_taken_before_the_session_begins()
    {
        var (session, caller) = Open(messages: false, begin: false);
        var taken = session.ReceiveData(Sample.Frame(Encoding.UTF8.GetBytes(WirePeer.Hello("laptop").ToJsonString())));
        Assert.False(taken.IsCompleted);
        session.Sync();
        session.Sync();
        await taken.WaitAsync(Wait.Limit);
        Assert.NotNull(JsonNode.Parse((await caller.ReadAsync()).AsSpan(2))!["result"]!["client"]);
        Assert.Equal("sync", JsonNode.Parse((await caller.ReadAsync()).AsSpan(2))!["type"]!.ToString());
    }

    [Fact]
    public async Task A_caller_that_says_nothing_is_left_in_time()
    {
        var (session, caller) = Open(messages: true);
        Assert.Equal((Code.TooSlow, 408), await EndAsync(session, caller));
    }

    [Fact]
    public async Task A_send_that_never_completes_ends_with_the_silence()
    {
        var (near, _) = Line.Pair(messages: true);
        using var session = _peer.Peer.Open(null, near, dial: false);
        near.OnSend = () => new TaskCompletionSource().Task;
        session.Sync();
        await session.ReceiveMessage(WirePeer.Hello("laptop").ToJsonString());
        Assert.Equal(Code.TooSlow, (await session.Completion.WaitAsync(Wait.Limit)).Code);
        Assert.True(near.Closed);
    }

    [Fact]
    public async Task Only_the_client_that_is_expected_is_taken_and_only_with_its_token()
    {
        Assert.Equal(401, await GreetAsync("phone", "laptop", null));
        Assert.Equal(401, await GreetAsync(null, "phone", null));
        Assert.Equal(401, await GreetAsync("phone", "phone", "wrong"));
        Assert.Null(await GreetAsync("phone", "phone", "secret"));
        Assert.Null(await GreetAsync(null, "phone", "secret"));
    }

    private async Task<int?> GreetAsync(string? expected, string client, string? token)
    {
        var (session, caller) = Open(messages: true, client: expected);
        var hello = WirePeer.Hello(client);
        if (token is not null)
            hello["token"] = token;
        await session.ReceiveMessage(hello.ToJsonString());
        return (int?)(await ReadAsync(caller))["code"];
    }
}
