using System.CommandLine;

namespace Syncro.Benchmarks;

/// <summary><c>fanout</c>: one writer, many connected clients, and when each of them has what was written.</summary>
internal static class FanOutCommand
{
    public static Command Create()
    {
        var clients = BenchmarkCommand.Number("--clients", "Clients that are connected.", 200);
        var every = BenchmarkCommand.Number("--every", "Milliseconds between two notes.", 5);
        var seconds = BenchmarkCommand.Number("--seconds", "How long it is measured.", 20);
        var timeout = BenchmarkCommand.Timeout(120);
        return BenchmarkCommand.Create(
            "fanout", "Measures one writer and many clients.", [clients, every, seconds, timeout],
            (parsed, place, cancel) => new FanOutRun(
                parsed.GetValue(clients), parsed.GetValue(every), parsed.GetValue(seconds),
                TimeSpan.FromSeconds(parsed.GetValue(timeout))).MeasureAsync(place, cancel),
            FanOutReport.Json, FanOutReport.Table);
    }
}
