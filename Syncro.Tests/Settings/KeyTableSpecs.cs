using Akka.Configuration.Hocon;
using Syncro.Settings;

namespace Syncro.Tests.Settings;

public class KeyTableSpecs
{
    [Fact]
    public void Every_key_with_a_fixed_path_has_its_default_and_every_default_its_key() =>
        Agree(SyncroKeys.Table, SyncroSettings.Reference);

    [Fact]
    public void Every_default_stands_under_its_meaning() =>
        Explain(SyncroKeys.Table, File.ReadAllText(Repository.Path("Syncro.Actors/reference.conf")));

    [Fact]
    public void The_reference_shows_every_key_once()
    {
        var lines = SyncroKeys.Table.ToMarkdown(SyncroSettings.Reference).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(SyncroKeys.Table.Keys.Count + 2, lines.Length);
        Assert.Contains(lines, line => line.StartsWith("| `syncro.wire.window` | `8` | a whole number from 1 to 1024 |", StringComparison.Ordinal));
    }

    internal static void Agree(KeyTable table, Akka.Configuration.Config reference) => Assert.Equal(
        table.Keys.Where(key => !key.IsNamed).Select(key => key.Path).Order(StringComparer.Ordinal),
        Leaves("", reference.Root).Where(path => path.StartsWith("syncro.", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    internal static void Explain(KeyTable table, string text)
    {
        HoconText.Check(text, "reference.conf");
        var words = string.Join(' ', text.Split(['\n', ' ', '#'], StringSplitOptions.RemoveEmptyEntries));
        foreach (var key in table.Keys.Where(key => !key.IsNamed))
            Assert.Contains($"{key.Meaning} {key.Path.Split('.')[^1]} =", words, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Leaves(string path, HoconValue value) => value.IsObject()
        ? value.GetObject().Items.SelectMany(item => Leaves(path.Length == 0 ? item.Key : $"{path}.{item.Key}", item.Value))
        : [path];
}
