using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Syncro.Benchmarks;

/// <summary>A peer in a process of its own: this program, started again.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly string _name;
    private readonly Process _process;
    private readonly TimeSpan _timeout;

    private PeerProcess(string name, Process process, TimeSpan timeout) => (_name, _process, _timeout) = (name, process, timeout);

    /// <summary>Starts a peer; how it stands is its first answer.</summary>
    /// <param name="client">Its GUID.</param>
    /// <param name="directory">Its storage lies below.</param>
    /// <param name="dial">The server, as <c>host:port</c>; null: it listens.</param>
    /// <param name="timeout">How long an answer may take.</param>
    /// <param name="settings">More of the section <c>syncro</c>.</param>
    /// <param name="storage">More of the whole configuration.</param>
    public static PeerProcess Start(string client, string directory, string? dial, TimeSpan timeout, string settings = "", string storage = "")
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        foreach (var word in (string[])["peer", client, Path.Combine(directory, client)])
            start.ArgumentList.Add(word);
        foreach (var (option, value) in ((string, string?)[])[("--dial", dial), ("--settings", settings), ("--storage", storage)])
            if (!string.IsNullOrEmpty(value))
            {
                start.ArgumentList.Add(option);
                start.ArgumentList.Add(value);
            }
        return new(client, Process.Start(start)!, timeout);
    }

    public async Task<T> AskAsync<T>(PeerAsk ask, string phase, CancellationToken cancel) where T : PeerAnswer
    {
        await TellAsync(ask);
        return await AnswerAsync<T>(phase, cancel);
    }

    public async Task TellAsync(PeerAsk ask)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(ask));
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The next answer.</summary>
    /// <exception cref="BenchmarkFailedException">None came in time, or it says that the peer failed.</exception>
    public async Task<T> AnswerAsync<T>(string phase, CancellationToken cancel) where T : PeerAnswer
    {
        try
        {
            var line = await _process.StandardOutput.ReadLineAsync(cancel).AsTask().WaitAsync(_timeout, cancel)
                ?? throw new BenchmarkFailedException($"{phase}: the {_name} ended");
            return JsonSerializer.Deserialize<PeerAnswer>(line) switch
            {
                T answer => answer,
                PeerAnswer.Failed(var why) => throw new BenchmarkFailedException($"{phase}: the {_name} failed: {why}"),
                var other => throw new BenchmarkFailedException($"{phase}: the {_name} answered {other}"),
            };
        }
        catch (TimeoutException)
        {
            throw new BenchmarkFailedException($"{phase}: the {_name} was not done within {_timeout.TotalSeconds} s");
        }
    }

    /// <summary>Lets it end; after five seconds ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(5));
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }
}
