using System.CommandLine;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>
/// <c>stalled</c>: what a client that reads sees of notes pushed to it, alone, beside clients that read nothing, beside
/// clients that rewind, and under a flood of connections, in turns of one run.
/// </summary>
internal static class StalledCommand
{
    public static Command Create()
    {
        var readers = SyncCommand.Number("--stalled", "Clients that sync and then read nothing.", 100);
        var rewinding = SyncCommand.Number("--rewinding", "Clients that read the beginning of the journal again and again.", 8);
        var rounds = SyncCommand.Number("--rounds", "Rounds, each of every kind.", 8);
        var seconds = SyncCommand.Number("--seconds", "How long 50 notes a second are pushed in each.", 8);
        var timeout = SyncCommand.Number("--timeout", "Seconds that a phase may take.", 120);
        var json = new Option<bool>("--json") { Description = "As one JSON object." };
        var directory = new Option<string>("--directory")
        {
            Description = "Where the files are made, and removed; on the disk to be measured.",
            DefaultValueFactory = _ => Path.GetTempPath(),
        };
        var command = new Command("stalled", "Measures a client beside others that read nothing.") { readers, rewinding, rounds, seconds, timeout, json, directory };
        command.SetAction(async (parsed, cancel) =>
        {
            var run = new StalledRun(
                parsed.GetValue(readers), parsed.GetValue(rewinding), parsed.GetValue(rounds), parsed.GetValue(seconds),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            var place = Directory.CreateDirectory(Path.Combine(parsed.GetValue(directory)!, $"syncro-benchmark-{Guid.NewGuid():n}"));
            try
            {
                var figures = await run.MeasureAsync(place.FullName, cancel);
                if (parsed.GetValue(json))
                    Console.WriteLine(StalledReport.Json(figures));
                else
                    AnsiConsole.Write(StalledReport.Table(figures));
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
