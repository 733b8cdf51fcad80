using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>Figures beside the bare rate of the same run and what they should be.</summary>
internal static class ScaleReport
{
    public static string Json(ScaleFigures figures) => Figure.Json(new { figures.Run.Records, figures.Run.Own }, Of(figures));

    public static Table Table(ScaleFigures figures) => Figure.Table(
        FormattableString.Invariant($"A node with {figures.Run.Records:#,0} records"), "Ratios are to the bare table and to a record's JSON.", Of(figures));

    private static Figure[] Of(ScaleFigures figures)
    {
        var (many, run) = (figures.Many, figures.Run);
        return
        [
            new("bare SQLite table", figures.Bare, "/s"),
            new("import over HTTP", many.Import, "/s", many.Import / figures.Bare, 0.30),
            new("cold sync", many.Cold, "/s", many.Cold / figures.Bare, 0.30),
            new("a record's JSON", many.JsonBytes, "B"),
            new("on the wire, for each record", many.WireBytes, "B", many.WireBytes / many.JsonBytes, null, 1.3),
            new("on disk, for each record", many.DiskBytes, "B", many.DiskBytes / many.JsonBytes),
            new("on disk, after compaction", many.CompactedBytes, "B", many.CompactedBytes / many.JsonBytes, null, 3),
            new("peak memory of the node", many.ServerPeak / 1e6, "MB", null, null, 400),
            new("peak memory of the reader", many.ReaderPeak / 1e6, "MB", null, null, 400),
            new("restart after a kill, until ready", many.Restart.TotalSeconds, "s", null, null, 3),
            new($"{run.Own} own among all, in sync", figures.Own.Time.TotalMilliseconds, "ms", null, null, 100),
            new($"the slowest of {ScaleRun.Readers} such", figures.Own.Slowest.TotalMilliseconds, "ms"),
            new($"{run.Own} own among all, on the wire", figures.Own.Bytes / 1e3, "kB"),
            new("one overwritten as often, in sync", figures.Overwritten.Time.TotalMilliseconds, "ms", null, null, 100),
            new($"the slowest of {ScaleRun.Readers} such", figures.Overwritten.Slowest.TotalMilliseconds, "ms"),
            new("one overwritten as often, on the wire", figures.Overwritten.Bytes / 1e3, "kB"),
        ];
    }
}
