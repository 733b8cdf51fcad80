using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Faults;

/// <summary>The wall clock of a running node is set wrong, and right again (invariants 1, 11 and 19).</summary>
[Collection(WholeProcesses.Name)]
public sealed class NodeClockSpecs : IDisposable
{
    private readonly ProcessFaults _faults = new();
    private readonly Pair _pair;

    public NodeClockSpecs(ITestOutputHelper output)
    {
        _pair = new(output, "syncro.wire.reconnect-max=500ms");
        _pair.Nodes.Environments["laptop"] = _faults.Environment;
    }

    public void Dispose()
    {
        _pair.Dispose();
        _faults.Dispose();
    }

    private TimeSpan Ahead
    {
        set => _faults[Fault.ClockShift] = (long)value.TotalMilliseconds;
    }

    [FaultsFact]
    public async Task A_node_says_how_wrong_its_clock_is_and_goes_on_when_it_is_set_right()
    {
        Ahead = TimeSpan.FromHours(30.1);
        await _pair.StartAsync();
        await _pair.Server.Api.ExpectAsync(201, "PUT", "/api/models/Note/s1", "{\"n\":1}");
        await Eventually.HoldsAsync(
            async () => (await _pair.Laptop.StatusAsync()).Peers.Any(
                peer => peer.LastError?.Contains("425 clocks differ by 108", StringComparison.Ordinal) == true),
            "the laptop to say by how much clocks differ");
        Assert.Equal(0, (await _pair.Laptop.StatusAsync()).Records);
        Ahead = TimeSpan.Zero;
        await _pair.MeetAsync();
        Assert.Equal(1, (await _pair.Laptop.StatusAsync()).Records);
    }

    [FaultsFact]
    public async Task An_edit_after_another_wins_though_clocks_are_hours_apart_and_set_back_across_a_crash()
    {
        await _pair.StartAsync();
        Ahead = TimeSpan.FromHours(1);
        await EditAsync(_pair.Laptop, "PUT", 201, 1);
        await EditAsync(_pair.Server, "PATCH", 200, 2);
        await _pair.Laptop.Kill9Async();
        Ahead = TimeSpan.FromHours(-20);
        await _pair.StartLaptopAsync();
        await EditAsync(_pair.Laptop, "PATCH", 200, 3);
        await EditAsync(_pair.Server, "PATCH", 200, 4);
        await EditAsync(_pair.Laptop, "PATCH", 200, 5);
    }

    private async Task EditAsync(NodeProcess node, string method, int status, int n)
    {
        await node.Api.ExpectAsync(status, method, "/api/models/Note/n1", $"{{\"n\":{n}}}");
        await _pair.MeetAsync();
        foreach (var one in (NodeProcess[])[_pair.Server, _pair.Laptop])
            Assert.Equal($"{{\"id\":\"n1\",\"n\":{n}}}", await one.Api.ExpectAsync(200, "GET", "/api/models/Note/n1"));
    }
}
