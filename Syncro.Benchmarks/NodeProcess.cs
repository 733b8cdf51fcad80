using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Syncro.Benchmarks;

/// <summary>A node that is ready, as a process of its own; its storage lies below one directory.</summary>
internal sealed partial class NodeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private NodeProcess(Process process, Match ready) =>
        (_process, Tcp, Url) = (process, ready.Groups["tcp"].Value, ready.Groups["http"].Value);

    /// <summary>Where it listens, as <c>host:port</c>.</summary>
    public string Tcp { get; }

    public string Url { get; }

    /// <summary>The most memory that it ever held.</summary>
    public long PeakBytes => Memory.PeakBytes(_process);

    /// <param name="directory">Of the configuration and the storage.</param>
    /// <param name="client">Its GUID.</param>
    /// <param name="settings">More of the section <c>syncro</c>.</param>
    /// <param name="timeout">How long it may take to start.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<NodeProcess> StartAsync(
        string directory, string client, string settings, TimeSpan timeout, CancellationToken cancel)
    {
        var file = Path.Combine(directory, $"{client}.hocon");
        await File.WriteAllTextAsync(file, $$"""
            syncro { client = "{{client}}", access.anonymous = on, {{settings}} }
            syncro.storage.directory = "{{Path.Combine(directory, client)}}"
            syncro.node.http.uri = "http://127.0.0.1:0"
            """, cancel);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "syncro.dll"), "run", file])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(timeout, cancel)
            ?? throw new BenchmarkFailedException($"{client} did not start");
        return new(process, Ready().Match(line));
    }

    /// <summary>Imports a file, and says how many records it held.</summary>
    public async Task<int> ImportAsync(string className, string file, CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(15) };
        using var answer = await http.PostAsync(
            new Uri($"{Url}/api/import/{className}"), new StreamContent(File.OpenRead(file)), cancel);
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancel)).GetProperty("imported").GetInt32();
    }

    public async Task CompactAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(15) };
        using var answer = await http.PostAsync(new Uri($"{Url}/api/compact"), null, cancel);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [GeneratedRegex("^ready: client=[^ ]+ tcp=(?<tcp>[^ ]*) http=(?<http>[^ ]*)$")]
    private static partial Regex Ready();
}
