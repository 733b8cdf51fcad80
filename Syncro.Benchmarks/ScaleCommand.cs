using System.CommandLine;

namespace Syncro.Benchmarks;

/// <summary>
/// <c>scale</c>: what a node costs that holds many records, and what a client has to wait for that needs few of them; beside
/// the rate at which this machine fills a bare table in the same run.
/// </summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        var records = BenchmarkCommand.Number("--records", "Notes that the node holds; notes of others; times that one is overwritten.", 1_000_000);
        var own = BenchmarkCommand.Number("--own", "Notes of the client's own.", 100);
        var timeout = BenchmarkCommand.Timeout(600);
        return BenchmarkCommand.Create(
            "scale", "Measures a node that holds many records.", [records, own, timeout],
            (parsed, place, cancel) => new ScaleRun(
                parsed.GetValue(records), parsed.GetValue(own), TimeSpan.FromSeconds(parsed.GetValue(timeout))).MeasureAsync(place, cancel),
            ScaleReport.Json, ScaleReport.Table);
    }
}
