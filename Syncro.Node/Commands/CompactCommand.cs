using System.CommandLine;
using System.Text.Json;

namespace Syncro.Node.Commands;

/// <summary><c>compact</c>.</summary>
internal static class CompactCommand
{
    public static Command Create(Terminal terminal) => new NodeCommand(
        "compact", "Lets go of the part of a node's log that need not be kept. Its records stay what they are.").Does(async (_, node, cancel) =>
        {
            using var json = JsonDocument.Parse(await node.TextAsync(HttpMethod.Post, "/api/compact", null, cancel));
            await terminal.Out.WriteLineAsync(
                $"{json.RootElement.GetProperty("commits")} commits are gone; the journal begins at {json.RootElement.GetProperty("begins")}");
        });
}
