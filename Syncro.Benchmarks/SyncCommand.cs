using System.CommandLine;

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
        var records = BenchmarkCommand.Number("--records", "Notes that the server holds when the reader comes.", 100_000);
        var creates = BenchmarkCommand.Number("--creates", "Notes created while it is live.", 20_000);
        var callers = BenchmarkCommand.Number("--callers", "Callers who create them, each waiting for its own.", 64);
        var push = BenchmarkCommand.Number("--push-seconds", "How long 50 notes a second are pushed.", 10);
        var timeout = BenchmarkCommand.Timeout(300);
        var postgres = new Option<string?>("--postgres")
        {
            Description = "The connection string of a PostgreSQL, in which the peers then keep their journals and records, each peer in a database of its own.",
        };
        return BenchmarkCommand.Create(
            "sync", "Measures two peers that sync.", [records, creates, callers, push, timeout, postgres],
            (parsed, place, cancel) => new SyncRun(
                parsed.GetValue(records), parsed.GetValue(creates), parsed.GetValue(callers), parsed.GetValue(push),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(postgres)).MeasureAsync(place, cancel),
            SyncReport.Json, SyncReport.Table);
    }
}
