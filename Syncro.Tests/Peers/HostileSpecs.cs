using System.Text;
using Syncro.Tests.Records;
using Syncro.Tests.Wire;

namespace Syncro.Tests.Peers;

/// <summary>Whatever a connection sends, it gets one error, and others are served.</summary>
public sealed class HostileSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();
    private TestPeer _peer = null!;
    private int _callers;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync(
        "server", _directory.Path, PeerSpecs.Listener + """
            syncro.wire.frame-timeout = 500ms
            """);

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    private async Task<int?> CodeAsync(byte[] bytes, bool greeted)
    {
        using var caller = greeted
            ? await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello($"laptop {_callers++}"))
            : await WirePeer.DialAsync(_peer.Port);
        await caller.SendBytesAsync(bytes);
        return (int?)(await caller.LastAsync())?["code"];
    }

    private async Task StillServesAsync()
    {
        using var other = await WirePeer.GreetAsync(_peer.Port, WirePeer.Hello("phone"));
        Assert.Equal("true", (await other.AskAsync("noop", ""))["result"]!.ToJsonString());
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("{", 400)]
    [InlineData("[]", 400)]
    [InlineData("null", 400)]
    [InlineData("{}", 400)]
    [InlineData("""{"type":"noop","type":"noop"}""", 400)]
    [InlineData("""{"type":"noop","id":1}x""", 400)]
    [InlineData("""{"type":5}""", 400)]
    public async Task What_is_no_message_is_answered_with_its_code(string body, int code)
    {
        foreach (var greeted in new[] { false, true })
            Assert.Equal(code, await CodeAsync(Sample.Frame(Encoding.UTF8.GetBytes(body)), greeted));
        await StillServesAsync();
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public async Task Nested_brackets_are_refused(string bracket)
    {
        var nested = "{\"type\":\"noop\",\"id\":" + string.Concat(Enumerable.Repeat(bracket, 10_000 / bracket.Length));
        Assert.Equal(400, await CodeAsync(Sample.Frame(Encoding.UTF8.GetBytes(nested)), greeted: false));
        Assert.Equal(400, await CodeAsync(Sample.Frame(Encoding.UTF8.GetBytes(nested)), greeted: true));
        await StillServesAsync();
    }

    [Fact]
    public async Task Bytes_that_are_not_utf_8_are_refused()
    {
        Assert.Equal(400, await CodeAsync(Sample.Frame([.. "{\"type\":\""u8, 0xff, .. "\"}"u8]), greeted: true));
        await StillServesAsync();
    }

    [Fact]
    public async Task Half_a_frame_is_waited_for_and_then_closed()
    {
        Assert.Equal(408, await CodeAsync([0, 40, (byte)'{'], greeted: false));
        Assert.Equal(408, await CodeAsync([0], greeted: true));
        await StillServesAsync();
    }

    [Fact]
    public async Task A_first_message_may_not_be_large()
    {
        Assert.Equal(413, await CodeAsync([0xff, 0xff, .. new byte[1000]], greeted: false));
        await StillServesAsync();
    }

    [Fact]
    public async Task Random_bytes_end_in_one_error()
    {
        var random = new Random(2010);
        for (var i = 0; i < 40; i++)
        {
            var bytes = new byte[random.Next(3, 400)];
            random.NextBytes(bytes);
            Assert.Contains(await CodeAsync(bytes, greeted: i % 4 == 0), new int?[] { 400, 408, 413 });
        }
        await StillServesAsync();
    }

    [Fact]
    public async Task Callers_that_leave_in_the_middle_leave_nothing_behind()
    {
        for (var i = 0; i < 100; i++)
        {
            using var caller = await WirePeer.DialAsync(_peer.Port);
            if (i % 2 == 0)
                await caller.SendBytesAsync([0, 200, (byte)'{']);
        }
        await StillServesAsync();
    }
}
