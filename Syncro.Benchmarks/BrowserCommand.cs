using System.CommandLine;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>
/// <c>browser</c>: the first sync of 19,009 real records by the node's page in Chromium, and by a peer of .NET, in turns of
/// one run; how long the page was held up, and the memory it then holds.
/// </summary>
internal static class BrowserCommand
{
    public static Command Create()
    {
        var rounds = SyncCommand.Number("--rounds", "Rounds, each of both.", 3);
        var timeout = SyncCommand.Number("--timeout", "Seconds that a first sync may take.", 120);
        var chromium = new Option<string>("--chromium") { Description = "The browser.", DefaultValueFactory = _ => "/usr/bin/chromium" };
        var json = new Option<bool>("--json") { Description = "As one JSON object." };
        var command = new Command("browser", "Measures a first sync in a browser.") { rounds, timeout, chromium, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var run = new BrowserRun(
                parsed.GetValue(rounds), TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(chromium)!);
            var place = Directory.CreateTempSubdirectory("syncro-benchmark-");
            try
            {
                var figures = await run.MeasureAsync(place.FullName, cancel);
                if (parsed.GetValue(json))
                    Console.WriteLine(BrowserReport.Json(figures));
                else
                    AnsiConsole.Write(BrowserReport.Table(figures));
                return 0;
            }
            finally
            {
                place.Delete(recursive: true);
            }
        });
        return command;
    }
}
