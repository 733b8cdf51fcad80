using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>When the clients had what was written, and what that cost the node.</summary>
internal static class FanOutReport
{
    public static string Json(FanOutFigures figures) => Figure.Json(
        new { figures.Run.Clients, figures.Run.Every, figures.Run.Seconds }, Of(figures));

    public static Table Table(FanOutFigures figures) => Figure.Table(
        $"One writer, {figures.Run.Clients} clients, a note every {figures.Run.Every} ms for {figures.Run.Seconds} s",
        "The clients run in one more process of the same machine.", Of(figures));

    private static Figure[] Of(FanOutFigures figures) =>
    [
        new("bare SQLite table", figures.Bare, "/s"),
        new("notes written", figures.Rate, "/s", figures.Rate / figures.Bare),
        new("notes delivered", figures.Rate * figures.Run.Clients, "/s", figures.Rate * figures.Run.Clients / figures.Bare),
        new("messages for them", figures.Messages / ((double)figures.Run.Notes * figures.Run.Clients), "for each note"),
        new("on the node's disk, p50", SyncRun.Percentile(figures.Acknowledged, 0.5), "ms"),
        new("on the node's disk, p99", SyncRun.Percentile(figures.Acknowledged, 0.99), "ms"),
        new("latency, median of the worst client", figures.Worst(0.5), "ms"),
        new("latency, p99 of the worst client", figures.Worst(0.99), "ms", Most: 100),
        new("processors that the node used", figures.Cores, "", Most: 1),
        new("memory of the node", figures.Bytes / 1e6, "MB"),
    ];
}
