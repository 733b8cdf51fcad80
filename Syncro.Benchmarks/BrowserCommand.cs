using System.CommandLine;

namespace Syncro.Benchmarks;

/// <summary>
/// <c>browser</c>: the first sync of 19,009 real records by the node's page in Chromium, and by a peer of .NET, in turns of
/// one run; how long the page was held up, and the memory it then holds.
/// </summary>
internal static class BrowserCommand
{
    public static Command Create()
    {
        var rounds = BenchmarkCommand.Number("--rounds", "Rounds, each of both.", 3);
        var timeout = BenchmarkCommand.Timeout(120);
        var chromium = new Option<string>("--chromium") { Description = "The browser.", DefaultValueFactory = _ => "/usr/bin/chromium" };
        return BenchmarkCommand.Create(
            "browser", "Measures a first sync in a browser.", [rounds, timeout, chromium],
            (parsed, place, cancel) => new BrowserRun(
                parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(chromium)!).MeasureAsync(place, cancel),
            BrowserReport.Json, BrowserReport.Table);
    }
}
