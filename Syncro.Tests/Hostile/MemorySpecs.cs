using System.Globalization;
using System.Text;
using Syncro.Tests.Peers;
using Syncro.Tests.Processes;
using Syncro.Tests.Records;
using Xunit.Abstractions;

namespace Syncro.Tests.Hostile;

/// <summary>What connections cost a node, at most, by its settings; nothing of it may depend on how much there is to send.</summary>
[Collection(WholeProcesses.Name)]
public sealed class MemorySpecs(ITestOutputHelper output) : IDisposable
{
    private const int KiB = 1024, MiB = 1024 * KiB, Stalled = 100, HalfOpen = 1000;

    // As the settings below say.
    private const int Window = 4, PageSize = 16 * KiB, Unauthenticated = 16 * KiB;

    // A connection without anything in it, mostly the stages that Akka makes for it, and its other end where that is here.
    private const int Session = 48 * KiB;

    // What a node needs that nobody calls, with two processors: what the runtime sets aside for each is no connection's.
    private const long Quiet = 64L * MiB;

    private static readonly string Config = $$"""
        syncro {
          client = "server"
          models { Note {} }
          access.anonymous = on
          storage.records.cache = 100
          wire { window = {{Window}}, page-size = {{PageSize}} B, max-unauthenticated = {{Unauthenticated}} B }
          wire { greet-timeout = 60s, frame-timeout = 120s, silence-timeout = 300s }
        }
        """;

    private readonly Nodes _nodes = new(output);
    private readonly TempDirectory _directory = new();
    private readonly List<WirePeer> _callers = [];

    public void Dispose()
    {
        _callers.ForEach(caller => caller.Dispose());
        _nodes.Dispose();
        _directory.Dispose();
    }

    /// <summary>A node that dies where it would hold more on its heap than that beyond what it needs anyway.</summary>
    private Task<NodeProcess> StartAsync(long more)
    {
        var limit = (Quiet + more).ToString("x", CultureInfo.InvariantCulture);
        output.WriteLine($"{(Quiet + more) / MiB} MiB of heap allowed");
        _nodes.Environments["server"] = new Dictionary<string, string>
        {
            ["DOTNET_GCHeapHardLimit"] = limit,
            ["DOTNET_PROCESSOR_COUNT"] = "2",
        };
        return _nodes.StartAsync(_nodes.Write("node.hocon", Config), "server");
    }

    private static int Port(NodeProcess node) => int.Parse(node.Tcp.Split(':')[1], CultureInfo.InvariantCulture);

    private Task<TestPeer> HealthyAsync(NodeProcess node) => TestPeer.StartAsync(
        "healthy", _directory.Path, PeerSpecs.Dial("server", Port(node)) + "\nsyncro.storage.records.cache = 100");

    /// <summary>The node holds so many more notes of 1 KiB, and so does a client that reads.</summary>
    private static async Task WriteAsync(NodeProcess node, TestPeer healthy, int from, int count)
    {
        for (var at = from; at < from + count; at += 1000)
        {
            var lines = new StringBuilder();
            for (var i = at; i < at + 1000; i++)
                lines.Append(CultureInfo.InvariantCulture, $$"""{"id":{{i}},"title":"{{new string('x', 1000)}}"}""").Append('\n');
            await node.Api.ExpectAsync(200, "POST", "/api/import/Note", lines.ToString());
        }
        await Eventually.HoldsAsync(
            async () => (await healthy.Peer.StatusAsync()).Records == from + count, "all of it at a client that reads", TimeSpan.FromMinutes(2));
    }

    private async Task StallAsync(int port, int number)
    {
        var caller = await WirePeer.DialAsync(port);
        _callers.Add(caller);
        await caller.SendAsync(WirePeer.Hello($"stalled {number}"));
        var ours = (await caller.ReceiveAsync())["result"]!;
        var sync = await caller.ReceiveAsync("sync");
        await caller.SendAsync($$"""{"type":"response","id":{{sync["id"]}},"result":{"scribes":[],"position":0,"mark":"","more":false} }""");
        var page = await caller.AskAsync("sync", $$"""
            "from":{"journal":{{ours["journal"]!.ToJsonString()}},"position":{{ours["head"]}},"mark":{{ours["mark"]!.ToJsonString()}}},"own":false
            """);
        Assert.False(page["result"]!["more"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_hundred_clients_that_read_no_more_hold_a_window_and_a_page_each_however_much_is_written()
    {
        // In the journal's form, and as it is sent.
        var node = await StartAsync(Stalled * (((Window + 1) * PageSize * 2L) + Session));
        await using var healthy = await HealthyAsync(node);
        await WriteAsync(node, healthy, 0, 20_000);
        for (var i = 0; i < Stalled; i++)
            await StallAsync(Port(node), i);
        // 20 MiB for each of them, if any of it were kept: 2 GiB.
        await WriteAsync(node, healthy, 20_000, 20_000);
        var link = (await healthy.LinkAsync("server"))!;
        Assert.True(link.Connected, link.LastError);
    }

    [Fact]
    public async Task A_thousand_callers_that_say_nothing_whole_hold_what_they_may_send_before_they_greet()
    {
        var node = await StartAsync(HalfOpen * (long)(Unauthenticated + Session));
        await using var healthy = await HealthyAsync(node);
        await OpenHalfAsync(Port(node));
        await WriteAsync(node, healthy, 0, 2000);
        Assert.All(_callers, caller => Assert.False(caller.HasEnded));
    }

    /// <summary>Each with all but the last byte of a first message as long as it may be.</summary>
    private async Task OpenHalfAsync(int port)
    {
        const int length = Unauthenticated - 2;
        byte[] half = [length >> 8, length & 0xff, .. new byte[length - 1]];
        for (var i = 0; i < HalfOpen; i++)
        {
            _callers.Add(await WirePeer.DialAsync(port));
            await _callers[^1].SendBytesAsync(half);
        }
    }
}
