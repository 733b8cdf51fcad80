using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>The median of each figure, and the longest task of all rounds, while it syncs and while the page opens. A target missed is no error.</summary>
internal static class BrowserReport
{
    /// <summary>Milliseconds that a page may be held up: longer, and a person feels it.</summary>
    private const double LongestTask = 100;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    public static string Json(BrowserFigures figures) => JsonSerializer.Serialize(
        new
        {
            Machine = Machine.This,
            figures.Records,
            Rounds = figures.Pages.Length,
            BrowserSeconds = Math.Round(Seconds(figures), 2),
            PeerSeconds = Math.Round(Median(figures.Peers), 2),
            Times = Math.Round(Seconds(figures) / Median(figures.Peers), 2),
            OpeningTaskMs = Math.Round(Opening(figures)),
            LongestTaskMs = Math.Round(Longest(figures)),
            LongTasks = figures.Pages.Select(page => page.LongTasks),
            HeapMiB = Math.Round(Median([.. figures.Pages.Select(page => page.HeapMiB)]), 1),
            Target = LongestTask,
        },
        Plain);

    public static Table Table(BrowserFigures figures) =>
        new Table().Title($"First sync of {Text(figures.Records, "#,0")} records, the median of {figures.Pages.Length} rounds")
            .Caption(Markup.Escape(Machine.This.ToString()))
            .AddColumns("", "first sync", "to .NET", "longest task", "while opening", "", "heap")
            .AddRow(".NET", Text(Median(figures.Peers), "0.00 s"), "1", "", "", "", "")
            .AddRow(
                "Chromium", Text(Seconds(figures), "0.00 s"), Text(Seconds(figures) / Median(figures.Peers), "0.0"),
                $"{Text(Longest(figures), "0")} ms, at most {LongestTask} wanted", $"{Text(Opening(figures), "0")} ms",
                Math.Max(Opening(figures), Longest(figures)) < LongestTask ? "[green]met[/]" : "[red]missed[/]", Text(Median([.. figures.Pages.Select(page => page.HeapMiB)]), "0.0 MiB"));

    private static double Seconds(BrowserFigures figures) => Median([.. figures.Pages.Select(page => page.Seconds)]);

    private static double Opening(BrowserFigures figures) => figures.Pages.Max(page => page.OpeningTaskMs);

    private static double Longest(BrowserFigures figures) => figures.Pages.Max(page => page.LongestTaskMs);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
