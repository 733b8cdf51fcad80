using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>Figures of each kind of round beside those of the client alone. A target missed is no error.</summary>
internal static class StalledReport
{
    private const double MostTimes = 2;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    public static string Json(StalledFigures figures) => JsonSerializer.Serialize(
        new
        {
            Machine = Machine.This,
            figures.Run.Stalled,
            figures.Run.Rounds,
            figures.Run.Seconds,
            Alone = Of(figures.Alone, figures),
            Beside = Of(figures.Beside, figures),
            Rewound = Of(figures.Rewound, figures),
            Flooded = Of(figures.Flooded, figures),
            PagesPerSecond = Math.Round(figures.PageRate),
            FloodPerSecond = Math.Round(figures.FloodRate),
            Target = MostTimes,
        },
        Plain);

    public static Table Table(StalledFigures figures)
    {
        var table = new Table().Title($"50 notes a second to one client, {figures.Run.Rounds} rounds of {figures.Run.Seconds} s each")
            .Caption(Markup.Escape($"{Machine.This}. Those that rewind: {Text(figures.PageRate, "#,0")} pages a second. The flood: {Text(figures.FloodRate, "#,0")} connections a second."))
            .AddColumns("the client", "p50", "p99", "p99 to alone", "target", "", "server's processor", "server's memory");
        Row(table, "alone", figures.Alone, figures, null);
        Row(table, $"beside {figures.Run.Stalled} that read nothing", figures.Beside, figures, MostTimes);
        Row(table, $"beside {figures.Run.Rewinding} that rewind", figures.Rewound, figures, null);
        Row(table, "under a flood of connections", figures.Flooded, figures, null);
        return table;
    }

    private static object Of(Pushed pushed, StalledFigures figures) => new
    {
        P50 = Math.Round(pushed.Percentile(0.5), 2),
        P99 = Math.Round(pushed.Percentile(0.99), 2),
        Times = Math.Round(Times(pushed, figures), 2),
        ProcessorSeconds = Math.Round(pushed.Processor.TotalSeconds, 2),
        MiB = pushed.Bytes >> 20,
    };

    private static void Row(Table table, string name, Pushed pushed, StalledFigures figures, double? target) => table.AddRow(
        name, $"{Text(pushed.Percentile(0.5), "0.00")} ms", $"{Text(pushed.Percentile(0.99), "0.00")} ms", Text(Times(pushed, figures), "0.00"),
        target is { } most ? $"≤ {Text(most, "0")}" : "",
        target is null ? "" : Times(pushed, figures) <= target ? "[green]met[/]" : "[red]missed[/]",
        $"{Text(pushed.Processor.TotalSeconds, "0.0")} s", $"{pushed.Bytes >> 20} MiB");

    private static double Times(Pushed pushed, StalledFigures figures) => pushed.Percentile(0.99) / figures.Alone.Percentile(0.99);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
