using Syncro.Tests.Faults;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Kills;

/// <summary>Three nodes: the laptop dials a relay, the relay dials the server.</summary>
internal sealed class Line : IDisposable
{
    public static readonly string[] Classes = [Writer.Counts, Writer.Shares, Writer.Items, Writer.Pairs];

    private const int WriteDelay = 1000; // microseconds

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly ProcessFaults _faults = new();
    private readonly Nodes _nodes;

    public Line(ITestOutputHelper output, Random random)
    {
        _nodes = new(output);
        var server = Node("server", "access { anonymous = on, clients { relay { relay = on } } }", random);
        var relay = Node("relay", $"access.anonymous = on, {Dial(server)}", random);
        Nodes = [server, relay, Node("laptop", Dial(relay), random)];
        // What is acknowledged before it is written would be so for long enough to be struck.
        (_faults[Fault.Journal], _faults[Fault.WriteDelay]) = (1, WriteDelay);
    }

    public LineNode[] Nodes { get; }

    public Task StartAsync() => Task.WhenAll(Nodes.Select(node => node.StartAsync()));

    /// <summary>Waits until nobody misses anything, and sees that all hold the same bytes.</summary>
    public async Task MeetAsync()
    {
        StatusSeen[] seen = [];
        await Eventually.GetsAsync(async () =>
        {
            seen = await Task.WhenAll(Nodes.Select(node => node.StatusAsync()));
            return seen.All(status => status.InSync) ? seen : null;
        }, Limit, () => $"all in sync: {string.Join("; ", seen.SelectMany(status => status.Peers))}");
        foreach (var name in Classes)
            foreach (var node in Nodes[1..])
                await Nodes[0].Api.SameAsync(node.Api, name);
    }

    private static string Dial(LineNode node) => $$"""peers { {{node.Name}} { uri = "tcp://127.0.0.1:{{node.Port}}" } }""";

    private LineNode Node(string name, string more, Random random)
    {
        var file = _nodes.Write($"{name}.hocon", $$"""
            syncro {
              client = {{name}}
              models { {{string.Join(", ", Classes.Select(name => $"{name} {{}}"))}} }
              {{more}}
              wire { reconnect-min = 20ms, reconnect-max = 300ms }
              compaction { at = "", age = 0s }
              journal { snapshot-every = 200, restart-min = 50ms }
            }
            """);
        _nodes.Environments[name] = _faults.Environment;
        return new(_nodes, name, file, new(random.Next()));
    }

    public void Dispose()
    {
        foreach (var node in Nodes)
            node.Dispose();
        _nodes.Dispose();
        _faults.Dispose();
    }
}
