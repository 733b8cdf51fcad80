using Syncro.Tests.Peers;

namespace Syncro.Tests.Hostile;

/// <summary>Callers that never say who they are, are too many, or are not who they say.</summary>
public sealed class ConnectionSpecs
{
    private static Task<HonestPair> StartAsync(string wire) => HonestPair.StartAsync($"syncro.wire {{ {wire} }}");

    private static async Task<int?> CodeAsync(WirePeer caller) => (int?)(await caller.LastAsync())?["code"];

    [Fact]
    public async Task Half_open_connections_are_closed_in_the_greet_time_and_their_places_are_free_again()
    {
        await using var pair = await StartAsync("greet-timeout = 1s, max-connections = 120");
        for (var times = 0; times < 3; times++)
        {
            var callers = new List<WirePeer>();
            for (var i = 0; i < 50; i++)
                callers.Add(await WirePeer.DialAsync(pair.Port));
            foreach (var code in await Task.WhenAll(callers.Select(CodeAsync)))
                Assert.Equal(408, code);
            callers.ForEach(caller => caller.Dispose());
        }
        await pair.StillWellAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frame_that_comes_byte_by_byte_is_waited_for_no_longer_than_the_frame_time(bool greeted)
    {
        await using var pair = await StartAsync("frame-timeout = 1s, greet-timeout = 60s");
        using var evil = greeted ? await WirePeer.GreetAsync(pair.Port, WirePeer.Hello("evil")) : await WirePeer.DialAsync(pair.Port);
        var ended = CodeAsync(evil);
        await evil.SendBytesAsync([0, 200, (byte)'{']);
        for (var sent = 0; sent < 190 && !ended.IsCompleted; sent++)
        {
            await evil.SendBytesAsync([(byte)' ']);
            // The pace of the sender, not a wait for something.
            await Task.WhenAny(ended, Task.Delay(100));
        }
        Assert.Equal(408, await ended);
        await pair.StillWellAsync();
    }

    [Fact]
    public async Task Beyond_max_connections_callers_are_told_429_and_the_log_does_not_grow_with_them()
    {
        await using var pair = await StartAsync("max-connections = 10, greet-timeout = 60s");
        var callers = new List<WirePeer>();
        for (var i = 0; i < 9; i++)
            callers.Add(await WirePeer.GreetAsync(pair.Port, WirePeer.Hello($"evil {i}")));
        for (var i = 0; i < 300; i++)
            using (var more = await WirePeer.DialAsync(pair.Port))
                Assert.Equal(429, await CodeAsync(more));
        Assert.InRange(pair.Warnings.Count, 1, 3);
        await pair.StillWellAsync();
        callers.ForEach(caller => caller.Dispose());
    }

    [Fact]
    public async Task Connections_of_one_guid_are_bounded_and_each_newer_one_takes_the_place_of_the_one_before()
    {
        await using var pair = await StartAsync("max-connections-per-client = 3");
        for (var i = 0; i < 40; i++)
        {
            using var evil = await WirePeer.DialAsync(pair.Port);
            await evil.SendAsync(WirePeer.Hello("evil"));
            var answer = await evil.ReceiveAsync(message => message["type"]!.ToString() is "response" or "error");
            Assert.Contains((int?)answer["code"], new int?[] { null, 429 });
        }
        await pair.StillWellAsync();
    }

    [Fact]
    public async Task Wrong_tokens_again_and_again_are_one_line_in_the_log_and_change_nothing()
    {
        await using var pair = await StartAsync("greet-timeout = 5s");
        for (var i = 0; i < 200; i++)
        {
            using var evil = await WirePeer.DialAsync(pair.Port);
            var hello = WirePeer.Hello("honest", "stolen");
            hello["token"] = i % 2 == 0 ? $"guess {i}" : null;
            await evil.SendAsync(hello);
            var error = (await evil.LastAsync())!;
            Assert.Equal(401, (int)error["code"]!);
            Assert.DoesNotContain("guess", error.ToJsonString(), StringComparison.Ordinal);
        }
        var line = Assert.Single(pair.Warnings);
        Assert.DoesNotContain("guess", line, StringComparison.Ordinal);
        await pair.StillWellAsync();
    }

    [Fact]
    public async Task A_guid_can_not_be_taken_over_without_its_token()
    {
        await using var pair = await StartAsync("greet-timeout = 5s");
        async Task<int?> TryAsync(string? token, string journal)
        {
            using var evil = await WirePeer.DialAsync(pair.Port);
            var hello = WirePeer.Hello("honest", journal);
            hello["token"] = token;
            await evil.SendAsync(hello);
            return (int?)(await evil.ReceiveAsync())["code"];
        }
        await Wait.Until("honest is connected", async () => (await pair.Node.LinkAsync("honest"))?.Connected == true);
        Assert.Equal(401, await TryAsync(null, "other"));
        Assert.Equal(401, await TryAsync("", "other"));
        Assert.Equal(401, await TryAsync("Secret", "other"));
        await pair.StillWellAsync();
    }

    [Fact]
    public async Task A_flood_of_connections_leaves_the_sessions_that_are_there()
    {
        await using var pair = await StartAsync("max-connections = 500, greet-timeout = 1s");
        var opened = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(kind => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
                try
                {
                    using var caller = await WirePeer.DialAsync(pair.Port);
                    if (kind % 2 == 0)
                        await caller.SendBytesAsync([0, 100, (byte)'{']);
                    Interlocked.Increment(ref opened);
                }
                catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
                {
                    // Refused: the flood goes on.
                }
        })));
        Assert.True(opened > 1000, $"only {opened} connections");
        await pair.StillWellAsync();
        using var next = await WirePeer.GreetAsync(pair.Port, WirePeer.Hello("phone"));
        Assert.InRange(pair.Warnings.Count, 0, 20);
    }
}
