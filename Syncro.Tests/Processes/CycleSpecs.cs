using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class CycleSpecs(ITestOutputHelper output) : IDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly TimeSpan Noops = TimeSpan.FromSeconds(1);

    private readonly Nodes _nodes = new(output);
    private readonly int[] _ports = [Nodes.FreePort(), Nodes.FreePort(), Nodes.FreePort()];

    public void Dispose() => _nodes.Dispose();

    [Fact]
    public async Task A_change_stops_where_it_has_been_already()
    {
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(StartAsync));
        foreach (var node in nodes)
            await node.Api.ExpectAsync(201, "PUT", $"/api/models/Note/{node.Client}", $"{{\"by\":\"{node.Client}\"}}");
        await Eventually.HoldsAsync(
            async () => (await StatusAsync(nodes)).All(status => status.Records == 3 && status.Peers.Length == 2 && status.InSync),
            "three notes on all three");
        foreach (var node in nodes[1..])
            await nodes[0].Api.SameAsync(node.Api, "Note");

        var still = await PositionsAsync(nodes);
        var until = DateTime.UtcNow + (3 * Noops);
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(still, await PositionsAsync(nodes));
            return DateTime.UtcNow > until;
        }, "three noop intervals to pass");
        Assert.All(await StatusAsync(nodes), status => Assert.True(status.InSync));
    }

    // Each is a relay to both others, so that everything goes round as far as it can.
    private Task<NodeProcess> StartAsync(int at)
    {
        var (own, next, before) = (Names[at], (at + 1) % 3, Names[(at + 2) % 3]);
        var file = _nodes.Write($"{own}.hocon", $$"""
            syncro {
              client = {{own}}
              models { Note {} }
              peers { {{Names[next]}} { uri = "tcp://127.0.0.1:{{_ports[next]}}" } }
              access { anonymous = on, clients { {{before}} { relay = on } } }
              wire { noop-interval = {{Noops.TotalSeconds}}s, silence-timeout = 5s }
            }
            """);
        return _nodes.StartAsync(file, own, _ports[at]);
    }

    private static Task<StatusSeen[]> StatusAsync(NodeProcess[] nodes) => Task.WhenAll(nodes.Select(node => node.StatusAsync()));

    private static async Task<long[]> PositionsAsync(NodeProcess[] nodes) =>
        [.. (await StatusAsync(nodes)).Select(status => status.Position)];
}
