using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Proxy;
using Syncro.Tests.Records;

namespace Syncro.Tests.Clocks;

/// <summary>Wall clocks are set anew while peers run (invariants 11 and 19).</summary>
public sealed class ClockJumpSpecs : IDisposable
{
    private const string Quick = "syncro.wire { noop-interval = 100ms, silence-timeout = 1s, greet-timeout = 1s }\n";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Day = TimeSpan.FromDays(1), TooFar = TimeSpan.FromHours(30.1);

    private readonly TempDirectory _a = new(), _b = new();
    private readonly JumpingTime _serverTime = new(), _laptopTime = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    private Task<TestPeer> ServerAsync(string listen = PeerSpecs.Listener) =>
        TestPeer.StartAsync("server", _a.Path, Quick + listen, time: _serverTime);

    private Task<TestPeer> LaptopAsync(int port) =>
        TestPeer.StartAsync("laptop", _b.Path, Quick + PeerSpecs.Dial("server", port), time: _laptopTime);

    private static async Task<IEnumerable<Scribe.Change>> ChangesAsync(TestPeer peer) =>
        (await peer.LogAsync()).Select(recorded => recorded.Scribe).OfType<Scribe.Change>();

    [Theory]
    [InlineData(1)]
    [InlineData(-23)]
    public async Task A_clock_that_jumps_ends_no_link_and_an_edit_made_after_seeing_another_wins(int hours)
    {
        await using var server = await ServerAsync();
        using var line = new FaultProxy(server.Port);
        await using var laptop = await LaptopAsync(line.Port);
        await server.CreateAsync("n1", "0");
        await Wait.ForTitle("n1", "0", laptop);
        for (var edit = 1; edit <= 6; edit++)
        {
            _serverTime.Ahead = edit % 3 == 2 ? TimeSpan.FromHours(hours) : TimeSpan.Zero;
            await (edit % 2 == 0 ? server : laptop).UpdateAsync("n1", $"{edit}");
            await Wait.ForTitle("n1", $"{edit}", server, laptop);
        }
        _serverTime.Ahead = TimeSpan.FromHours(hours);
        // Longer than a silent link may last: noops are still sent, and waited for no longer than before.
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(2);
        await Wait.Until("two silences have gone by", () => DateTime.UtcNow > until);
        await Wait.ForSync(laptop, "server");
        await Wait.ForSync(server, "laptop");
        Assert.Equal(1, line.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dead_link_is_noticed_although_the_clock_was_set_back(bool servers)
    {
        await using var server = await ServerAsync();
        using var line = new FaultProxy(server.Port);
        await using var laptop = await LaptopAsync(line.Port);
        await server.CreateAsync("n1", "before");
        await Wait.ForTitle("n1", "before", laptop);
        await Wait.ForSync(laptop, "server");
        (servers ? _serverTime : _laptopTime).Ahead = -Hour;
        line.Begin(LineFault.Blackhole);
        line.End();
        Assert.Equal(1, line.Struck(LineFault.Blackhole));
        await server.UpdateAsync("n1", "after");
        await Wait.ForTitle("n1", "after", laptop);
        await Wait.ForSync(server, "laptop");
    }

    [Fact]
    public async Task A_peer_restarts_past_its_log_though_its_clock_was_set_back_meanwhile()
    {
        var port = PeerSpecs.FreePort();
        await using var laptop = await LaptopAsync(port);
        for (var run = 0; run < 3; run++)
        {
            _serverTime.Ahead = -run * TimeSpan.FromHours(7);
            await using var server = await ServerAsync(PeerSpecs.ListenOn(port));
            if (run == 0)
                await server.CreateAsync("n1", "0");
            else
                await server.UpdateAsync("n1", $"{run}");
            await Wait.ForTitle("n1", $"{run}", server, laptop);
            await Wait.ForSync(laptop, "server");
            var stamps = (await ChangesAsync(server)).Select(change => change.At).ToList();
            Assert.Equal(run + 1, stamps.Count);
            Assert.Equal(stamps.Order(), stamps);
        }
    }

    [Fact]
    public async Task Clocks_too_far_apart_stop_the_link_before_anything_and_it_goes_on_once_they_are_set_right()
    {
        _laptopTime.Ahead = TooFar;
        await using var server = await ServerAsync();
        await using var laptop = await LaptopAsync(server.Port);
        await server.CreateAsync("n1", "of the server");
        await Wait.ForError(laptop, "server", "425");
        // By how much, in milliseconds, but for those between two looks at the clock.
        var millions = $"clocks differ by {(long)TooFar.TotalMilliseconds / 1_000_000}";
        await Wait.ForError(laptop, "server", millions);
        Assert.Null(await laptop.TitleAsync("n1"));
        _laptopTime.Ahead = TimeSpan.Zero;
        await Wait.ForTitle("n1", "of the server", laptop);
        await Wait.ForSync(laptop, "server");
    }

    [Fact]
    public async Task What_was_stamped_too_far_ahead_is_not_skipped_and_comes_once_time_has_come()
    {
        await using var server = await ServerAsync();
        await using var laptop = await LaptopAsync(server.Port);
        await laptop.CreateAsync("n1", "before");
        await Wait.ForTitle("n1", "before", server);
        _laptopTime.Ahead = TooFar;
        await laptop.UpdateAsync("n1", "ahead");
        await Wait.ForError(server, "laptop", "425");
        _laptopTime.Ahead = TimeSpan.Zero;
        // Its stamps are still past the greatest it ever gave.
        await laptop.CreateAsync("n2", "behind it");
        await Wait.ForError(server, "laptop", $"stamped {(long)TooFar.TotalMilliseconds / 1_000_000}");
        // What the server stamps itself is not drawn along.
        await server.CreateAsync("s1", "of the server");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.All(await ChangesAsync(server), change => Assert.True(Clock.Ahead(change.At, now) < Hour.TotalMilliseconds));
        Assert.Equal("before", await server.TitleAsync("n1"));
        Assert.Null(await server.TitleAsync("n2"));
        (_laptopTime.Ahead, _serverTime.Ahead) = (Day, Day);
        await Wait.ForTitle("n1", "ahead", server);
        await Wait.ForTitle("n2", "behind it", server);
        await Wait.ForTitle("s1", "of the server", laptop);
        await Wait.ForSync(server, "laptop");
    }
}
