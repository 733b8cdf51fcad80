using System.Text.Json;
using System.Text.RegularExpressions;

namespace Syncro.Tests.Processes;

/// <summary>How a node's link with one peer stands.</summary>
internal sealed record LinkSeen(string Client, bool Connected, long Behind, string? LastError);

/// <summary>How a node stands.</summary>
internal sealed record StatusSeen(long Position, long Records, LinkSeen[] Peers)
{
    /// <summary>Whether it has links, all of them live and in sync.</summary>
    public bool InSync => Peers.Length > 0 && Peers.All(peer => peer is { Connected: true, Behind: 0 });
}

/// <summary>A node that is ready, as a process of its own.</summary>
internal sealed partial class NodeProcess : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly SyncroProcess _process;

    private NodeProcess(SyncroProcess process, Match ready)
    {
        _process = process;
        (Client, Tcp, Url) = (ready.Groups["client"].Value, ready.Groups["tcp"].Value, ready.Groups["http"].Value);
        Api = new(Url);
    }

    public string Client { get; }

    /// <summary>Where its one listener listens, as <c>host:port</c>.</summary>
    public string Tcp { get; }

    public string Url { get; }

    public NodeApi Api { get; }

    /// <summary>What it holds of the machine's memory.</summary>
    public long MemoryBytes => _process.MemoryBytes;

    /// <summary>All that it said.</summary>
    public string Log => $"--- {Client}\n{_process.Out}{_process.Error}";

    public static async Task<NodeProcess> WhenReadyAsync(SyncroProcess process)
    {
        try
        {
            return new(process, Ready().Match(await process.LineAsync("ready: ")));
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public Task<Ended> RunCliAsync(params string[] args) => SyncroProcess.RunAsync([.. args, "--node", Url]);

    /// <summary>A command that runs beside what follows.</summary>
    public SyncroProcess StartCli(params string[] args) => SyncroProcess.Start([.. args, "--node", Url]);

    public async Task<StatusSeen> StatusAsync() =>
        JsonSerializer.Deserialize<StatusSeen>((await Api.CallAsync("GET", "/api/status")).Body, Json)!;

    /// <summary>SIGTERM, and the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        _process.Terminate();
        return (await _process.EndAsync()).Code;
    }

    /// <summary>SIGKILL.</summary>
    public async Task Kill9Async()
    {
        _process.Kill();
        await _process.EndAsync();
    }

    public void Dispose()
    {
        Api.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex("^ready: client=(?<client>[^ ]+) tcp=(?<tcp>[^ ]*) http=(?<http>[^ ]*)$")]
    private static partial Regex Ready();
}
