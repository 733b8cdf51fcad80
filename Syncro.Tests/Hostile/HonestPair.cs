using Syncro.Rpc;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Hostile;

/// <summary>
/// A node that others attack, and a client that goes on writing and reading there all the while: what is asked of every
/// attack is that these two don't notice.
/// </summary>
internal sealed class HonestPair : IAsyncDisposable
{
    // The hash of "secret", the honest client's token.
    private const string Config = """
        syncro {
          listen {
            main { uri = "tcp://127.0.0.1:0" }
            old { uri = "tcp://127.0.0.1:0", protocol = 1, client = "ruby" }
          }
          access.clients.honest { token-sha256 = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b" }
        }
        """;

    private static int _nodes;

    private readonly TempDirectory _here = new(), _there = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _system = $"hostile{Interlocked.Increment(ref _nodes)}";
    private Task _work = Task.CompletedTask;
    private int _rounds;

    private HonestPair() { }

    /// <summary>The node.</summary>
    public TestPeer Node { get; private set; } = null!;

    public TestPeer Client { get; private set; } = null!;

    public int Port => Node.PortOf(0);

    public int LegacyPort => Node.PortOf(1);

    /// <summary>The lines of the node's log that an operator sees.</summary>
    public IReadOnlyList<string> Warnings =>
        [.. LogKeeper.Of(_system).Where(line => line.Level >= Akka.Event.LogLevel.WarningLevel).Select(line => line.Text)];

    public static async Task<HonestPair> StartAsync(string hocon = "", RpcServices? services = null)
    {
        var pair = new HonestPair();
        pair.Node = await TestPeer.StartAsync(
            "server", pair._here.Path, $"{LogKeeper.Config}\n{Config}\n{hocon}", pair._system, services);
        var token = pair._there.File("token");
        await File.WriteAllTextAsync(token, "secret\n");
        pair.Client = await TestPeer.StartAsync("honest", pair._there.File("data"), $$"""
            syncro.peers.server { uri = "tcp://127.0.0.1:{{pair.Port}}", token-file = "{{token}}" }
            """);
        pair._work = pair.WorkAsync();
        return pair;
    }

    private async Task WorkAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Node.CreateAsync($"node {_rounds}", "here");
            await Client.CreateAsync($"client {_rounds}", "there");
            await Wait.ForTitle($"node {_rounds}", "here", Client);
            await Wait.ForTitle($"client {_rounds}", "there", Node);
            Volatile.Write(ref _rounds, _rounds + 1);
        }
    }

    /// <summary>Both have gone on to this moment, over the connection that they had.</summary>
    public async Task StillWellAsync()
    {
        var before = Volatile.Read(ref _rounds);
        await Wait.Until("both write and read on", () => _work.IsCompleted || Volatile.Read(ref _rounds) > before + 1);
        await _stop.CancelAsync();
        await _work;
        await Wait.ForSync(Node, "honest");
        await Wait.ForSync(Client, "server");
        Assert.Null((await Client.LinkAsync("server"))?.LastError);
        Assert.Null((await Node.LinkAsync("honest"))?.LastError);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Client.DisposeAsync();
        await Node.DisposeAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _here.Dispose();
        _there.Dispose();
        _stop.Dispose();
    }
}
