using System.CommandLine;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>What all benchmarks have in common: a folder of their own for the files, and figures as a table or as JSON.</summary>
internal static class BenchmarkCommand
{
    /// <param name="name">How it is called.</param>
    /// <param name="description">What it measures.</param>
    /// <param name="options">Its own.</param>
    /// <param name="measure">Measures, with its files in the folder.</param>
    /// <param name="json">The figures for a program.</param>
    /// <param name="table">The figures for a person.</param>
    public static Command Create<T>(
        string name, string description, Option[] options, Func<ParseResult, string, CancellationToken, Task<T>> measure,
        Func<T, string> json, Func<T, Table> table)
    {
        var asJson = new Option<bool>("--json") { Description = "As one JSON object." };
        var directory = new Option<string>("--directory")
        {
            Description = "Where the files are made, and removed; on the disk to be measured.",
            DefaultValueFactory = _ => Path.GetTempPath(),
        };
        var command = new Command(name, description) { asJson, directory };
        foreach (var option in options)
            command.Add(option);
        command.SetAction(async (parsed, cancel) =>
        {
            var place = Directory.CreateDirectory(Path.Combine(parsed.GetValue(directory)!, $"syncro-benchmark-{Guid.NewGuid():n}"));
            try
            {
                var figures = await measure(parsed, place.FullName, cancel);
                if (parsed.GetValue(asJson))
                    Console.WriteLine(json(figures));
                else
                    AnsiConsole.Write(table(figures));
                return 0;
            }
            finally
            {
                place.Delete(recursive: true);
            }
        });
        return command;
    }

    /// <summary>A number from 1 on.</summary>
    public static Option<int> Number(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var given) || given is < 1 or > 100_000_000))
                result.AddError($"{name} is not a number from 1 to 100000000.");
        });
        return option;
    }

    /// <summary>How long a phase may take.</summary>
    public static Option<int> Timeout(int seconds) => Number("--timeout", "Seconds that a phase may take.", seconds);
}
