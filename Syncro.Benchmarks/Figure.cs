using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Syncro.Benchmarks;

/// <summary>One figure: its value in its unit, what it is in relation to, and the bound of that. A target missed is no error.</summary>
internal sealed record Figure(string Name, double Value, string Unit, double? Ratio = null, double? Least = null, double? Most = null)
{
    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    public bool? Met =>
        Least is null && Most is null ? null : (Ratio ?? Value) >= (Least ?? double.MinValue) && (Ratio ?? Value) <= (Most ?? double.MaxValue);

    public static string Json(object run, Figure[] figures) =>
        JsonSerializer.Serialize(new { Machine = Machine.This, Run = run, Figures = figures }, Plain);

    public static Table Table(string title, string caption, Figure[] figures)
    {
        var table = new Table().Title(title).Caption(Markup.Escape($"{Machine.This}. {caption}"))
            .AddColumns("figure", "measured", "ratio", "target", "");
        foreach (var figure in figures)
            table.AddRow(
                figure.Name, $"{Text(figure.Value, figure.Value < 100 ? "0.0#" : "#,0")} {figure.Unit}", figure.Ratio is { } ratio ? Text(ratio, "0.000") : "",
                figure.Least is { } least ? $"≥ {Text(least, "0.0#")}" : figure.Most is { } most ? $"≤ {Text(most, "0.#")}" : "",
                figure.Met switch { true => "[green]met[/]", false => "[red]missed[/]", null => "" });
        return table;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
