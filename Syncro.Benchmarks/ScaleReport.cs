using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>Figures beside the bare rate of the same run and what they should be. A target missed is no error.</summary>
internal static class ScaleReport
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    /// <summary>One figure: its value in its unit, what it is in relation to, and the bound of that.</summary>
    private sealed record Figure(string Name, double Value, string Unit, double? Ratio, double? Least, double? Most)
    {
        public double Bounded => Ratio ?? Value;

        public bool? Met => Least is null && Most is null ? null : Bounded >= (Least ?? double.MinValue) && Bounded <= (Most ?? double.MaxValue);
    }

    private static Figure[] Of(ScaleFigures figures)
    {
        var (many, run) = (figures.Many, figures.Run);
        return
        [
            new("bare SQLite table", figures.Bare, "/s", null, null, null),
            new("import over HTTP", many.Import, "/s", many.Import / figures.Bare, 0.30, null),
            new("cold sync", many.Cold, "/s", many.Cold / figures.Bare, 0.30, null),
            new("a record's JSON", many.JsonBytes, "B", null, null, null),
            new("on the wire, for each record", many.WireBytes, "B", many.WireBytes / many.JsonBytes, null, 1.3),
            new("on disk, for each record", many.DiskBytes, "B", many.DiskBytes / many.JsonBytes, null, 3),
            new("peak memory of the node", many.ServerPeak / 1e6, "MB", null, null, 400),
            new("peak memory of the reader", many.ReaderPeak / 1e6, "MB", null, null, 400),
            new("restart after a kill, until ready", many.Restart.TotalSeconds, "s", null, null, 3),
            new($"{run.Own} own among all, in sync", figures.Own.Time.TotalMilliseconds, "ms", null, null, 100),
            new($"{run.Own} own among all, on the wire", figures.Own.Bytes / 1e3, "kB", null, null, null),
            new("one overwritten as often, in sync", figures.Overwritten.Time.TotalMilliseconds, "ms", null, null, 100),
            new("one overwritten as often, on the wire", figures.Overwritten.Bytes / 1e3, "kB", null, null, null),
        ];
    }

    public static string Json(ScaleFigures figures) => JsonSerializer.Serialize(
        new { Machine = Machine.This, figures.Run.Records, figures.Run.Own, Figures = Of(figures) }, Plain);

    public static Table Table(ScaleFigures figures)
    {
        var table = new Table().Title($"A node with {Text(figures.Run.Records, "#,0")} records")
            .Caption(Markup.Escape($"{Machine.This}. Ratios are to the bare table and to a record's JSON."))
            .AddColumns("figure", "measured", "ratio", "target", "");
        foreach (var figure in Of(figures))
            table.AddRow(
                figure.Name, $"{Text(figure.Value, figure.Value < 100 ? "0.0" : "#,0")} {figure.Unit}", figure.Ratio is { } ratio ? Text(ratio, "0.000") : "",
                figure.Least is { } least ? $"≥ {Text(least, "0.0#")}" : figure.Most is { } most ? $"≤ {Text(most, "0.#")}" : "",
                figure.Met switch { true => "[green]met[/]", false => "[red]missed[/]", null => "" });
        return table;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
