using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>Figures beside the bare rate of the same run and what they should be. A target missed is no error.</summary>
internal static class SyncReport
{
    private const double ColdTarget = 0.30, LiveTarget = 0.10, P50Target = 2, P99Target = 10, PeakTarget = 400, WireTarget = 1.3;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    public static string Json(SyncFigures figures) => JsonSerializer.Serialize(
        new
        {
            Machine = Machine.This,
            figures.Run.Records,
            figures.Run.Creates,
            figures.Run.Callers,
            figures.Run.PushSeconds,
            BareRowsPerSecond = Math.Round(figures.Bare),
            Load = Rated(figures.Load, figures, null),
            Cold = Rated(figures.Cold, figures, ColdTarget),
            Live = Rated(figures.Live, figures, LiveTarget),
            Acknowledged = Rated(figures.Acknowledged, figures, null),
            ColdProcessor = Seconds(figures.ColdProcessor),
            LiveProcessor = Seconds(figures.LiveProcessor),
            PushP50 = new { Milliseconds = Math.Round(figures.P50, 2), Target = P50Target },
            AcknowledgedP50 = new { Milliseconds = Math.Round(figures.AcknowledgedP50, 2) },
            BareCommitP50 = new { Milliseconds = Math.Round(figures.BareP50, 2) },
            PushP99 = new { Milliseconds = Math.Round(figures.P99, 2), Target = P99Target },
            Plain = Wired(figures.Plain, figures, null),
            Packed = Wired(figures.Packed, figures, WireTarget),
            ServerPeak = new { MiB = Math.Round(MiB(figures.ServerPeak)), Target = PeakTarget },
            ReaderPeak = new { MiB = Math.Round(MiB(figures.ReaderPeak)), Target = PeakTarget },
        },
        Plain);

    public static Table Table(SyncFigures figures)
    {
        var table = new Table().Title($"{figures.Run.Records} notes, then {figures.Run.Creates} by {figures.Run.Callers} callers")
            .Caption(Markup.Escape($"{Machine.This}. Times by the monotonic clock that both processes share."))
            .AddColumns("figure", "measured", "ratio to bare", "target", "");
        Rate(table, "bare SQLite table", figures.Bare, figures, null);
        Rate(table, "load, 1,000 a change set", figures.Load, figures, null);
        Rate(table, "cold sync", figures.Cold, figures, ColdTarget);
        Rate(table, "live creates, all at the reader", figures.Live, figures, LiveTarget);
        Rate(table, "live creates, acknowledged", figures.Acknowledged, figures, null);
        Spent(table, "cold sync, processor time", figures.ColdProcessor);
        Spent(table, "live creates, processor time", figures.LiveProcessor);
        Least(table, "bare row, each a transaction, p50", figures.BareP50, "ms", "0.00", null);
        Least(table, "a push acknowledged, p50", figures.AcknowledgedP50, "ms", "0.00", null);
        Least(table, "push latency, p50", figures.P50, "ms", "0.00", P50Target);
        Least(table, "push latency, p99", figures.P99, "ms", "0.00", P99Target);
        Rate(table, "cold sync over a line that counts", figures.Plain.Rate, figures, null);
        Rate(table, "the same, compressed", figures.Packed.Rate, figures, null);
        Wire(table, "on the wire for each record", figures.Plain, null);
        Wire(table, "the same, compressed", figures.Packed, WireTarget);
        Least(table, "peak memory of the server", MiB(figures.ServerPeak), "MiB", "0", PeakTarget);
        Least(table, "peak memory of the reader", MiB(figures.ReaderPeak), "MiB", "0", PeakTarget);
        return table;
    }

    private static object Rated(double rate, SyncFigures figures, double? target) =>
        new { PerSecond = Math.Round(rate), Ratio = Math.Round(rate / figures.Bare, 4), Target = target };

    private static object Wired(WireFigures wire, SyncFigures figures, double? target) => new
    {
        PerSecond = Math.Round(wire.Rate),
        Ratio = Math.Round(wire.Rate / figures.Bare, 4),
        Bytes = Math.Round(wire.Bytes, 1),
        OfJson = Math.Round(wire.Bytes / Note.JsonBytes, 2),
        Target = target,
    };

    private static object Seconds(Processor time) =>
        new { ServerSeconds = Math.Round(time.Server.TotalSeconds, 2), ReaderSeconds = Math.Round(time.Reader.TotalSeconds, 2) };

    private static void Spent(Table table, string name, Processor time) => table.AddRow(
        name, $"{Text(time.Server.TotalSeconds, "0.0")} + {Text(time.Reader.TotalSeconds, "0.0")} s", "", "", "");

    private static void Rate(Table table, string name, double rate, SyncFigures figures, double? target) => table.AddRow(
        name, Text(rate, "#,0") + " /s", Text(rate / figures.Bare, "0.000"),
        target is { } least ? "≥ " + Text(least, "0.00") : "", Verdict(rate / figures.Bare >= target, target));

    private static void Wire(Table table, string name, WireFigures wire, double? target) => table.AddRow(
        name, Text(wire.Bytes, "0") + " B", Text(wire.Bytes / Note.JsonBytes, "0.00") + " of its JSON",
        target is { } most ? "≤ " + Text(most, "0.0") : "", Verdict(wire.Bytes / Note.JsonBytes <= target, target));

    private static void Least(Table table, string name, double value, string unit, string format, double? target) => table.AddRow(
        name, $"{Text(value, format)} {unit}", "", target is { } most ? $"≤ {Text(most, "0")} {unit}" : "", Verdict(value <= target, target));

    private static string Verdict(bool met, double? target) => target is null ? "" : met ? "[green]met[/]" : "[red]missed[/]";

    private static double MiB(long bytes) => bytes / 1048576.0;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
