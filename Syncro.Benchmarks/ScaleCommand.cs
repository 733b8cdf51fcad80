using System.CommandLine;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>
/// <c>scale</c>: what a node costs that holds many records, and what a client has to wait for that needs few of them; beside
/// the rate at which this machine fills a bare table in the same run.
/// </summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        var records = SyncCommand.Number("--records", "Notes that the node holds; notes of others; times that one is overwritten.", 1_000_000);
        var own = SyncCommand.Number("--own", "Notes of the client's own.", 100);
        var timeout = SyncCommand.Number("--timeout", "Seconds that a phase may take.", 600);
        var json = new Option<bool>("--json") { Description = "As one JSON object." };
        var directory = new Option<string>("--directory")
        {
            Description = "Where the files are made, and removed; on the disk to be measured.",
            DefaultValueFactory = _ => Path.GetTempPath(),
        };
        var command = new Command("scale", "Measures a node that holds many records.") { records, own, timeout, json, directory };
        command.SetAction(async (parsed, cancel) =>
        {
            var run = new ScaleRun(parsed.GetValue(records), parsed.GetValue(own), TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            var place = Directory.CreateDirectory(Path.Combine(parsed.GetValue(directory)!, $"syncro-benchmark-{Guid.NewGuid():n}"));
            try
            {
                var figures = await run.MeasureAsync(place.FullName, cancel);
                if (parsed.GetValue(json))
                    Console.WriteLine(ScaleReport.Json(figures));
                else
                    AnsiConsole.Write(ScaleReport.Table(figures));
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
