using System.CommandLine;

namespace Syncro.Benchmarks;

/// <summary><c>overtime</c>: a peer whose records are overwritten again and again, and what it holds after each million.</summary>
internal static class OverTimeCommand
{
    public static Command Create()
    {
        var records = BenchmarkCommand.Number("--records", "Notes that are overwritten, a thousand at a time.", 100_000);
        records.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var given) && given < 1000)
                result.AddError("--records is less than 1000.");
        });
        var millions = BenchmarkCommand.Number("--millions", "Millions of scribes that are written.", 10);
        var timeout = BenchmarkCommand.Timeout(300);
        return BenchmarkCommand.Create(
            "overtime", "Measures a peer that is written to for long.", [records, millions, timeout],
            (parsed, place, cancel) => new OverTimeRun(
                parsed.GetValue(records), parsed.GetValue(millions), TimeSpan.FromSeconds(parsed.GetValue(timeout))).MeasureAsync(place, cancel),
            OverTimeReport.Json, OverTimeReport.Table);
    }
}
