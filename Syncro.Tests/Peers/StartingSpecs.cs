using System.Net.Sockets;
using Akka.Event;
using Syncro.Tests.Records;
using Syncro.Transport;

namespace Syncro.Tests.Peers;

/// <summary>Listeners that just start, and addresses where none is.</summary>
public sealed class StartingSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Fact]
    public async Task Every_connection_to_a_listener_that_is_just_starting_is_served()
    {
        var port = PeerSpecs.FreePort();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 8).Select(i => Task.Run(() => CallAsync(port, $"caller {i}", stop.Token))).ToArray();
        await using var server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.ListenOn(port));
        Assert.Equal(8, (await Task.WhenAll(callers).WaitAsync(Wait.Limit)).Sum());
    }

    /// <summary>Dials until the port is open; the first connection that stands must be answered.</summary>
    private static async Task<int> CallAsync(int port, string client, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            try
            {
                using var caller = await WirePeer.GreetAsync(port, WirePeer.Hello(client));
                return 1;
            }
            catch (SocketException)
            {
                await Task.Yield();
            }
        return 0;
    }

    [Fact]
    public async Task An_address_that_cannot_be_reached_is_named_with_the_reason()
    {
        var port = PeerSpecs.FreePort();
        await using var laptop = await TestPeer.StartAsync("laptop", _a.Path, PeerSpecs.Dial("server", port));
        await Wait.ForError(laptop, "server", $"tcp://127.0.0.1:{port} can't be reached: Connection refused");
        await using var server = await TestPeer.StartAsync("server", _b.Path, PeerSpecs.ListenOn(port));
        await laptop.CreateAsync("n1", "a");
        await Wait.ForTitle("n1", "a", server);
    }

    [Fact]
    public async Task A_peer_that_stays_away_is_a_warning_once_and_again_after_it_was_there()
    {
        var (port, name) = (PeerSpecs.FreePort(), $"logged-{Guid.NewGuid():N}");
        await using var laptop = await TestPeer.StartAsync("laptop", _a.Path, PeerSpecs.Dial("server", port) + LogKeeper.Config, name);
        int Dials(LogLevel level) => LogKeeper.Of(name).Count(
            logged => logged.Level == level && logged.Text.Contains("can't be reached", StringComparison.Ordinal));
        await Wait.Until("three more dials failed", () => Dials(LogLevel.DebugLevel) >= 3);
        Assert.Equal(1, Dials(LogLevel.WarningLevel));
        await using (await TestPeer.StartAsync("server", _b.Path, PeerSpecs.ListenOn(port)))
            await Wait.ForSync(laptop, "server");
        await Wait.Until("a second warning", () => Dials(LogLevel.WarningLevel) == 2);
        var before = Dials(LogLevel.DebugLevel);
        await Wait.Until("three more dials failed", () => Dials(LogLevel.DebugLevel) >= before + 3);
        Assert.Equal(2, Dials(LogLevel.WarningLevel));
    }

    [Fact]
    public async Task A_caller_that_is_refused_again_and_again_is_a_warning_once()
    {
        var name = $"logged-{Guid.NewGuid():N}";
        await using var server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.Listener + LogKeeper.Config, name);
        int Refusals(LogLevel level) => LogKeeper.Of(name).Count(
            logged => logged.Level == level && logged.Text.Contains("403", StringComparison.Ordinal));
        await using var laptop = await TestPeer.StartAsync(
            "laptop", _b.Path, PeerSpecs.Dial("server", server.Port) + "\nsyncro.space = other");
        await Wait.Until("four refusals", () => Refusals(LogLevel.WarningLevel) + Refusals(LogLevel.DebugLevel) >= 4);
        Assert.Equal(1, Refusals(LogLevel.WarningLevel));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var first = await TestPeer.StartAsync("first", _a.Path, PeerSpecs.Listener);
        var fault = await Assert.ThrowsAsync<ListenException>(
            () => TestPeer.StartAsync("second", _b.Path, PeerSpecs.ListenOn(first.Port)));
        Assert.Contains($"tcp://127.0.0.1:{first.Port}: Address already in use", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_answers_with_another_guid_is_refused()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.Listener);
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path, PeerSpecs.Dial("someone", server.Port));
        await Wait.ForError(laptop, "someone", "'someone' was dialled and 'server' answered");
    }
}
