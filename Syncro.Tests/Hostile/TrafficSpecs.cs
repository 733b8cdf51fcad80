using Syncro.Journal;
using Syncro.Rpc;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Hostile;

/// <summary>Clients in session that send too much, too early, or what nobody asked for, and don't read what they are sent.</summary>
public sealed class TrafficSpecs : IAsyncLifetime, IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);
    private HonestPair _pair = null!;

    public async Task InitializeAsync() => _pair = await HonestPair.StartAsync(
        """
        syncro.wire { silence-timeout = 3s, noop-interval = 1s, frame-timeout = 2s }
        """,
        new RpcServices().Expose("Calc", calc => calc.Method("wait", () => _gate.WaitAsync()).Method("add", (int a, int b) => a + b)));

    public async Task DisposeAsync()
    {
        _gate.Release(1000);
        await _pair.DisposeAsync();
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Sends one frame again and again without ever reading, until the connection takes no more; true once it is closed.</summary>
    private static async Task FloodAsync(WirePeer wire, string json)
    {
        var frames = Enumerable.Repeat(Sample(json), 200).SelectMany(frame => frame).ToArray();
        try
        {
            while (true)
                await wire.SendBytesAsync(frames).WaitAsync(Wait.Limit);
        }
        catch (IOException)
        {
            // Closed there.
        }
    }

    private static byte[] Sample(string json) => Wire.Sample.Frame(System.Text.Encoding.UTF8.GetBytes(json));

    [Theory]
    [InlineData("""{"type":"noop","id":1}""")]
    [InlineData("""{"type":"new","id":1}""")]
    [InlineData("""{"type":"ack","id":1,"position":0,"mark":""}""")]
    [InlineData("""{"type":"rpc","id":1,"klass":"Calc","method":"add","args":[1,2]}""")]
    [InlineData("""{"type":"rpc","id":1,"klass":"Nothing","method":"x","args":[]}""")]
    [InlineData("""{"type":"add_scribes","id":1,"scribes":[],"position":0,"mark":""}""")]
    public async Task Whoever_asks_without_end_and_never_reads_is_no_longer_heard_and_closed_in_the_silence_time(string json)
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        await FloodAsync(evil.Wire, json);
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task Whoever_asks_for_pages_without_reading_them_gets_one_and_is_closed()
    {
        await _pair.Node.CommitAsync([.. Enumerable.Range(0, 1000).Select(i => new LocalChange.Create(TestPeer.Key($"big {i}"), TestPeer.Title(new('x', 900))))]);
        using var evil = await Intruder.JoinAsync(_pair.Port);
        await FloodAsync(evil.Wire, """{"type":"sync","id":1,"from":null,"own":false}""");
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task A_cursor_that_rewinds_in_a_loop_gets_one_page_for_each_time_it_asks()
    {
        await _pair.Node.CommitAsync([.. Enumerable.Range(0, 1000).Select(i => new LocalChange.Create(TestPeer.Key($"big {i}"), TestPeer.Title(new('x', 900))))]);
        using var evil = await Intruder.JoinAsync(_pair.Port);
        for (var i = 0; i < 100; i++)
        {
            var page = await evil.SyncAsync();
            Assert.True((bool)page["result"]!["more"]! || page["result"]!["scribes"]!.AsArray().Count >= 1000);
        }
        await _pair.StillWellAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Parts_that_never_end_are_bounded_by_the_largest_message_and_by_time(bool grows)
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        var data = new string('x', grows ? 60_000 : 1);
        var ended = evil.Wire.LastAsync();
        try
        {
            while (!ended.IsCompleted)
            {
                await evil.Wire.SendTextAsync($$"""{"type":"part","id":1,"more":true,"data":"{{data}}"}""");
                await Task.WhenAny(ended, Task.Delay(grows ? 0 : 50));
            }
        }
        catch (IOException)
        {
            // Closed there.
        }
        Assert.Equal(grows ? 413 : 408, (int?)(await ended)?["code"]);
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task Of_calls_without_end_only_so_many_run_and_the_rest_is_told_429()
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        for (var id = 1; id <= 500; id++)
            await evil.Wire.SendAsync($$"""{"type":"rpc","id":{{id}},"klass":"Calc","method":"wait","args":[]}""");
        for (var refused = 0; refused < 500 - 8; refused++)
            Assert.Equal(429, (int)(await evil.Wire.ReceiveAsync("error"))["code"]!);
        Assert.Equal("true", (await evil.Wire.AskAsync("noop", ""))["result"]!.ToJsonString());
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task Arguments_without_end_are_counted_and_refused()
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        var answer = await evil.Wire.AskAsync("rpc", $$"""
            "klass":"Calc","method":"add","args":[{{string.Join(',', Enumerable.Repeat("[]", 500_000))}}]
            """);
        Assert.Equal(400, (int)answer["code"]!);
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task Acks_of_what_was_never_sent_and_answers_to_nothing_asked_are_passed_over()
    {
        using var evil = await Intruder.JoinAsync(_pair.Port);
        await evil.SyncAsync();
        var before = (await _pair.Node.LinkAsync("evil"))!.Acknowledged;
        await evil.Wire.AskAsync("ack", "\"position\":9007199254740991,\"mark\":\"x\"");
        foreach (var result in (string[])["true", "[]", "{}", """{"position":9007199254740991,"rejected":[]}""", """{"reset":true}""",
            """{"scribes":[],"position":9007199254740991,"mark":"x","more":true}"""])
            await evil.Wire.SendTextAsync($$"""{"type":"response","id":987654,"result":{{result}}}""");
        Assert.Equal("true", (await evil.Wire.AskAsync("noop", ""))["result"]!.ToJsonString());
        Assert.True((await _pair.Node.LinkAsync("evil"))!.Acknowledged <= await _pair.Node.PositionAsync());
        Assert.True(before <= await _pair.Node.PositionAsync());
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task A_push_before_the_catch_up_ended_is_400()
    {
        using var evil = await WirePeer.GreetAsync(_pair.Port, WirePeer.Hello("evil"));
        await evil.SendAsync("""{"type":"add_scribes","id":1,"scribes":[],"position":1,"mark":""}""");
        Assert.Equal(400, (int)(await evil.LastAsync())!["code"]!);
        await _pair.StillWellAsync();
    }

    [Fact]
    public async Task A_peer_of_2010_that_confirms_nothing_may_ask_only_so_often()
    {
        await using var pair = await HonestPair.StartAsync();
        using var ruby = await LegacySpecs.JoinAsync(pair.LegacyPort);
        var ended = ruby.LastAsync();
        try
        {
            for (var syncs = 0; !ended.IsCompleted && syncs < 1000; syncs++)
                await ruby.SendAsync("""{"type":"sync","from":null,"id":1}""");
        }
        catch (IOException)
        {
            // Closed there.
        }
        await ended.WaitAsync(Wait.Limit);
        await Wait.ForError(pair.Node, "ruby", "429");
        await pair.StillWellAsync();
    }

    [Fact]
    public async Task A_peer_that_the_node_keeps_waiting_is_not_to_blame_for_half_a_frame()
    {
        using var slow = await Intruder.JoinAsync(_pair.Port, "slow");
        // More than the buffers between them hold, there and back: the node stops reading somewhere within a frame.
        const int frames = 500;
        var noop = Sample($$"""{"type":"noop","id":"{{new string('x', 60_000)}}"}""");
        var sent = Task.Run(async () =>
        {
            for (var i = 0; i < frames; i++)
                await slow.Wire.SendBytesAsync(noop);
        });
        // Longer than the frame time, shorter than the silence time.
        await Task.Delay(TimeSpan.FromSeconds(2.3));
        Assert.False(sent.IsCompleted);
        for (var answers = 0; answers < frames; answers++)
        {
            var answer = await slow.Wire.ReceiveAsync(message => message["type"]!.ToString() is "response" or "error");
            Assert.Equal("response", answer["type"]!.ToString());
        }
        await _pair.StillWellAsync();
    }
}
