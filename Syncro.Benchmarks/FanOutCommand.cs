using System.CommandLine;

namespace Syncro.Benchmarks;

/// <summary><c>fanout</c>: one writer, many connected clients, and when each of them has what was written.</summary>
internal static class FanOutCommand
{
    public static Command Create()
    {
        var clients = BenchmarkCommand.Number("--clients", "Clients that are connected.", 200);
        var perSecond = BenchmarkCommand.Number("--per-second", "Notes a second that are written, at most 1000.", 200);
        var seconds = BenchmarkCommand.Number("--seconds", "How long it is measured.", 20);
        var timeout = BenchmarkCommand.Timeout(120);
        return BenchmarkCommand.Create(
            "fanout", "Measures one writer and many clients.", [clients, perSecond, seconds, timeout],
            (parsed, place, cancel) => new FanOutRun(
                parsed.GetValue(clients), parsed.GetValue(perSecond), parsed.GetValue(seconds),
                TimeSpan.FromSeconds(parsed.GetValue(timeout))).MeasureAsync(place, cancel),
            FanOutReport.Json, FanOutReport.Table);
    }
}
