using System.CommandLine;

namespace Syncro.Benchmarks;

/// <summary>
/// <c>stalled</c>: what a client that reads sees of notes pushed to it, alone, beside clients that read nothing, beside
/// clients that rewind, and under a flood of connections, in turns of one run.
/// </summary>
internal static class StalledCommand
{
    public static Command Create()
    {
        var readers = BenchmarkCommand.Number("--stalled", "Clients that sync and then read nothing.", 100);
        var rewinding = BenchmarkCommand.Number("--rewinding", "Clients that read the beginning of the journal again and again.", 8);
        var rounds = BenchmarkCommand.Number("--rounds", "Rounds, each of every kind.", 8);
        var seconds = BenchmarkCommand.Number("--seconds", "How long 50 notes a second are pushed in each.", 8);
        var timeout = BenchmarkCommand.Timeout(120);
        return BenchmarkCommand.Create(
            "stalled", "Measures a client beside others that read nothing.", [readers, rewinding, rounds, seconds, timeout],
            (parsed, place, cancel) => new StalledRun(
                parsed.GetValue(readers), parsed.GetValue(rewinding), parsed.GetValue(rounds), parsed.GetValue(seconds),
                TimeSpan.FromSeconds(parsed.GetValue(timeout))).MeasureAsync(place, cancel),
            StalledReport.Json, StalledReport.Table);
    }
}
