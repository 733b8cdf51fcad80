using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;

namespace Syncro.Benchmarks;

/// <summary>One first sync in a browser.</summary>
/// <param name="Seconds">From the page's opening until it says that it is in sync.</param>
/// <param name="OpeningTaskMs">The longest time that nothing else could happen in the page before the server's first message; 0 where none took 50 ms.</param>
/// <param name="LongestTaskMs">The same from then on: while it syncs.</param>
/// <param name="LongTasks">Tasks of 50 ms and more while it syncs.</param>
/// <param name="HeapMiB">What JavaScript then holds, after a collection.</param>
internal sealed record PageFigures(double Seconds, double OpeningTaskMs, double LongestTaskMs, int LongTasks, double HeapMiB);

/// <summary>What was measured.</summary>
internal sealed record BrowserFigures(int Records, PageFigures[] Pages, double[] Peers);

/// <summary>A server with the records, and by turns a browser and a peer of .NET that have nothing yet.</summary>
internal sealed class BrowserRun(int rounds, TimeSpan timeout, string chromium)
{
    private const string Watch =
        """
        globalThis.begun = Infinity;
        globalThis.tasks = [];
        new PerformanceObserver(list => tasks.push(...list.getEntries())).observe({ type: 'longtask', buffered: true });
        globalThis.WebSocket = class extends WebSocket {
          constructor(...args) {
            super(...args);
            this.addEventListener('message', () => (begun = Math.min(begun, performance.now())));
          }
        };
        """;

    private const string Models = "models { City {} }, ";

    private static readonly string Cities = Path.Combine(AppContext.BaseDirectory, "cities.ndjson");

    public async Task<BrowserFigures> MeasureAsync(string directory, CancellationToken cancel)
    {
        if (!File.Exists(chromium))
            throw new BenchmarkFailedException($"there is no '{chromium}'; --chromium names the browser");
        await using var server = await NodeProcess.StartAsync(directory, "server", Models + "listen.main.uri = \"tcp://127.0.0.1:0\"", timeout, cancel);
        var records = await server.ImportAsync("City", Cities, cancel);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium });
        var (pages, peers) = (new List<PageFigures>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            peers.Add(await PeerAsync(directory, $"peer{round}", server, records, cancel));
            pages.Add(await PageAsync(browser, server.Url));
        }
        return new(records, [.. pages], [.. peers]);
    }

    private async Task<PageFigures> PageAsync(IBrowser browser, string url)
    {
        await using var profile = await browser.NewContextAsync();
        var page = await profile.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        var clock = Stopwatch.StartNew();
        await page.GotoAsync(url);
        await page.GetByText("In sync.").WaitForAsync(new() { Timeout = (float)timeout.TotalMilliseconds });
        var seconds = clock.Elapsed.TotalSeconds;
        var opening = await page.EvaluateAsync<double[]>("tasks.filter(task => task.startTime + task.duration < begun).map(task => task.duration)");
        var tasks = await page.EvaluateAsync<double[]>("tasks.filter(task => task.startTime + task.duration >= begun).map(task => task.duration)");
        var devTools = await profile.NewCDPSessionAsync(page);
        await devTools.SendAsync("HeapProfiler.collectGarbage");
        var heap = (await devTools.SendAsync("Runtime.getHeapUsage"))!.Value.GetProperty("usedSize").GetDouble();
        return new(seconds, opening.DefaultIfEmpty(0).Max(), tasks.DefaultIfEmpty(0).Max(), tasks.Length, heap / (1 << 20));
    }

    /// <summary>From the start of its process until it has all.</summary>
    private async Task<double> PeerAsync(string directory, string name, NodeProcess server, int records, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        await using var peer = await NodeProcess.StartAsync(
            directory, name, Models + $$"""peers { server { uri = "tcp://{{server.Tcp}}" } }""", timeout, cancel);
        using var http = new HttpClient();
        while ((await http.GetFromJsonAsync<JsonElement>($"{peer.Url}/api/status", cancel)).GetProperty("records").GetInt32() < records)
        {
            if (clock.Elapsed > timeout)
                throw new BenchmarkFailedException($"{name} had not all within {timeout.TotalSeconds} s");
            await Task.Delay(5, cancel);
        }
        return clock.Elapsed.TotalSeconds;
    }
}
