using Syncro.Node.Settings;
using Syncro.Settings;
using Syncro.Tests.Settings;

namespace Syncro.Tests.Docs;

/// <summary>What the README repeats must be what it repeats. With SYNCRO_WRITE_README=on, it is made so.</summary>
public class ReadmeSpecs
{
    private const string Regenerate = "SYNCRO_WRITE_README=on dotnet test -c Release --filter ReadmeSpecs";
    private static readonly string Readme = Repository.Path("README.md"), TestKit = Repository.Path("Syncro.TestKit/README.md");

    [Fact]
    public void The_configuration_reference_is_that_of_the_library() =>
        Agrees("configuration", SyncroKeys.Table.ToMarkdown(SyncroSettings.Reference));

    [Fact]
    public void The_configuration_reference_is_that_of_the_node() =>
        Agrees("node-configuration", NodeKeys.Table.ToMarkdown(NodeSettings.Reference));

    [Fact]
    public void The_sample_is_the_program_that_is_run() => Agrees("sample", Sample("EmbeddingSample"));

    [Fact]
    public void The_sample_of_a_transport_is_the_program_that_is_run() => Agrees("transport-sample", Sample("TransportSample"));

    [Fact]
    public void The_sample_of_a_class_of_its_own_is_what_is_run() => Agrees("player-sample", Sample("PlayerSample"));

    [Fact]
    public void The_sample_of_entity_framework_is_the_program_that_is_run() =>
        Agrees("entity-framework-sample", Sample("EntityFrameworkSample"));

    [Fact]
    public void The_sample_of_the_test_kit_is_a_spec_that_is_run() => Agrees("test-kit-sample", Sample("TestKitSample"), TestKit);

    [Fact]
    public void It_tells_how_to_regenerate_it() =>
        Assert.Contains($"`{Regenerate}`", File.ReadAllText(Readme), StringComparison.Ordinal);

    private static void Agrees(string section, string expected, string? file = null)
    {
        var readme = file ?? Readme;
        var text = File.ReadAllText(readme);
        var (begin, end) = ($"<!-- begin {section} -->\n", $"<!-- end {section} -->");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"{readme} has no marks around '{section}'");
        from += begin.Length;
        if (Environment.GetEnvironmentVariable("SYNCRO_WRITE_README") == "on")
            File.WriteAllText(readme, text[..from] + expected + text[to..]);
        else
            Assert.True(text[from..to] == expected, $"{readme}, '{section}', is out of date. Regenerate it: {Regenerate}");
    }

    /// <summary>The marked regions of the sample, each without its indentation, with an empty line between.</summary>
    private static string Sample(string name)
    {
        var regions = new List<string>();
        List<string>? open = null;
        foreach (var line in File.ReadLines(Repository.Path($"Syncro.Tests/Docs/{name}.cs")))
            if (line.Trim() == "// <sample>")
                open = [];
            else if (line.Trim() == "// </sample>")
                regions.Add(Unindented(open!));
            else
                open?.Add(line);
        return $"```csharp\n{string.Join('\n', regions)}```\n";
    }

    private static string Unindented(List<string> lines)
    {
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(lines.Select(line => line[Math.Min(indent, line.Length)..] + "\n"));
    }
}
