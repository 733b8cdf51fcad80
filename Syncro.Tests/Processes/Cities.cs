using System.Text.Json.Nodes;

namespace Syncro.Tests.Processes;

/// <summary>The real records beside the specs.</summary>
internal static class Cities
{
    public static string File { get; } = Data("cities.ndjson");

    public static string Regions { get; } = Data("regions.ndjson");

    public static string[] Lines { get; } = System.IO.File.ReadAllLines(File);

    /// <summary>The whole file, as an import takes it.</summary>
    public static string Text { get; } = System.IO.File.ReadAllText(File);

    public static string IdOf(string line) => JsonNode.Parse(line)!["id"]!.ToString();

    private static string Data(string name) => Path.Combine(AppContext.BaseDirectory, "Processes", "data", name);
}
