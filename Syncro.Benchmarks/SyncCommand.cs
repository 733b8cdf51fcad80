using System.CommandLine;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>
/// <c>sync</c>: a server and a reader, two processes with SQLite files, beside the rate at which this machine fills a
/// bare table in the same run.
/// </summary>
internal static class SyncCommand
{
    public const string Server = "server", Reader = "reader";

    public static Command Create()
    {
        var records = Number("--records", "Notes that the server holds when the reader comes.", 100_000);
        var creates = Number("--creates", "Notes created while it is live.", 20_000);
        var callers = Number("--callers", "Callers who create them, each waiting for its own.", 64);
        var push = Number("--push-seconds", "How long 50 notes a second are pushed.", 10);
        var timeout = Number("--timeout", "Seconds that a phase may take.", 300);
        var json = new Option<bool>("--json") { Description = "As one JSON object." };
        var directory = new Option<string>("--directory")
        {
            Description = "Where the files are made, and removed; on the disk to be measured.",
            DefaultValueFactory = _ => Path.GetTempPath(),
        };
        var command = new Command("sync", "Measures two peers that sync.") { records, creates, callers, push, timeout, json, directory };
        command.SetAction(async (parsed, cancel) =>
        {
            var run = new SyncRun(
                parsed.GetValue(records), parsed.GetValue(creates), parsed.GetValue(callers), parsed.GetValue(push),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            var place = Directory.CreateDirectory(Path.Combine(parsed.GetValue(directory)!, $"syncro-benchmark-{Guid.NewGuid():n}"));
            try
            {
                var figures = await run.MeasureAsync(place.FullName, cancel);
                if (parsed.GetValue(json))
                    Console.WriteLine(SyncReport.Json(figures));
                else
                    AnsiConsole.Write(SyncReport.Table(figures));
                return 0;
            }
            finally
            {
                place.Delete(recursive: true);
            }
        });
        return command;
    }

    internal static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var given) || given is < 1 or > 100_000_000))
                result.AddError($"{name} is not a number from 1 to 100000000.");
        });
        return option;
    }
}
