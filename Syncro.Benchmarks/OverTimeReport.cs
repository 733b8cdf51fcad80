using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>What a peer holds after the first million scribes and after the last: what only grows is seen.</summary>
internal static class OverTimeReport
{
    public static string Json(OverTimeFigures figures) => Figure.Json(new { figures.Run.Records, figures.Run.Millions, figures.After }, Of(figures));

    public static Table Table(OverTimeFigures figures) => Figure.Table(
        FormattableString.Invariant($"{figures.Run.Records:#,0} notes, overwritten {figures.Run.Millions},000,000 times in all"),
        "Ratios are to the bare table, and of the last million to the first.", Of(figures));

    private static Figure[] Of(OverTimeFigures figures)
    {
        var (first, last) = (figures.After[0], figures.After[^1]);
        return
        [
            new("bare SQLite table", figures.Bare, "/s"),
            new("scribes of the first million", first.Rate, "/s", first.Rate / figures.Bare),
            new("scribes of the last million", last.Rate, "/s", last.Rate / first.Rate),
            new("memory after the first million", first.Bytes / 1e6, "MB"),
            new("memory after the last million", last.Bytes / 1e6, "MB", last.Bytes / (double)first.Bytes, null, 1.25),
            new("peak memory", last.PeakBytes / 1e6, "MB", null, null, 400),
            new("on disk after the first million", first.DiskBytes / 1e6, "MB"),
            new("on disk after the last million", last.DiskBytes / 1e6, "MB", last.DiskBytes / (double)first.DiskBytes, null, 1.25),
            new("compaction of the first million", first.Compacting.TotalSeconds, "s"),
            new("compaction of the last million", last.Compacting.TotalSeconds, "s", last.Compacting / first.Compacting),
        ];
    }
}
