using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Syncro.Tests.Processes;

namespace Syncro.Tests.Browser;

/// <summary>What a page has in its browser's storage, read beside it.</summary>
internal static class Stored
{
    /// <summary>The records of a class, by id, each as its line of a node's export.</summary>
    public static async Task<Dictionary<string, string>> LinesAsync(IPage page, string client, string className) =>
        (await page.EvaluateAsync<string[]>(
            """
            async ([name, klass]) => {
              const { Syncro } = await import('/syncro/index.js');
              const { client } = JSON.parse(localStorage.getItem(`syncro.client.${name}`));
              const reader = new Syncro({ client, models: [klass] });
              try {
                return (await reader.all(klass)).map(record => JSON.stringify(record));
              } finally {
                await reader.close();
              }
            }
            """, new[] { client, className })).ToDictionary(Cities.IdOf, StringComparer.Ordinal);

    /// <summary>Whether both are the same records; a browser writes numbers in its own way.</summary>
    public static bool Same(Dictionary<string, string> x, Dictionary<string, string> y) =>
        x.Count == y.Count && x.All(pair => y.TryGetValue(pair.Key, out var other)
            && (pair.Value == other || JsonNode.DeepEquals(JsonNode.Parse(pair.Value), JsonNode.Parse(other))));
}
