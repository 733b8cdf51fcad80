using Syncro.Tests.Processes;

namespace Syncro.Tests.Kills;

/// <summary>What a node was at when it was killed.</summary>
internal enum At { Importing, CatchingUp, Live, Apart, Recovering, Starting }

/// <summary>One node of a line, with the writer at it, killed and started again on the same ports.</summary>
internal sealed class LineNode(Nodes nodes, string name, string file, Random random) : IDisposable
{
    // Far more than a window of pushes: a node that misses so much reads pages.
    private const int Far = 20;

    private readonly int _http = Nodes.FreePort();
    private NodeProcess _node = null!;
    private NodeApi _api = null!;

    public string Name => name;

    public int Port { get; } = Nodes.FreePort();

    public string Directory => nodes.File(name);

    public NodeApi Api => _api ??= new($"http://127.0.0.1:{_http}");

    public Writer Writer => field ??= new(name, Api, random);

    public async Task StartAsync() => _node = await nodes.ReadyAsync(Launch());

    /// <summary>Kills it as it is, and tells what it was at.</summary>
    public async Task<At> KillAsync()
    {
        var at = await AtAsync();
        await _node.Kill9Async();
        return at;
    }

    /// <summary>Starts it, and kills it some time after it has opened its journal.</summary>
    public async Task<At> KillWhileStartingAsync(TimeSpan after)
    {
        using var process = Launch();
        await Eventually.HoldsAsync(() => Task.FromResult(process.HasEnded || process.Holds("journal.db")), "its journal to be opened");
        await Task.Delay(after);
        var (opened, ready) = (process.Holds("journal.db"), process.Out.Contains("ready: ", StringComparison.Ordinal));
        process.Kill();
        await process.EndAsync();
        return ready ? At.Live : opened ? At.Recovering : At.Starting;
    }

    public Task<StatusSeen> StatusAsync() => _node.StatusAsync();

    public Task<int> TerminateAsync() => _node.TerminateAsync();

    /// <summary>What it is at, in the order of what is rarer.</summary>
    public async Task<At> AtAsync()
    {
        var links = (await StatusAsync()).Peers.Where(link => link.Connected).ToList();
        return Writer.Importing ? At.Importing
            : links.Count == 0 ? At.Apart
            : links.Exists(link => link.Behind > Far) ? At.CatchingUp : At.Live;
    }

    private SyncroProcess Launch() =>
        nodes.Launch(file, name, Port, $"syncro.node.http.uri=http://127.0.0.1:{_http}");

    public void Dispose() => _api?.Dispose();
}
