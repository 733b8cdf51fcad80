using System.CommandLine;

namespace Syncro.Node.Commands;

/// <summary><c>patch CLASS ID [JSON]</c>.</summary>
internal static class PatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var (className, id, json) = (Words.Class(), Words.Id(), Words.Json("The attributes"));
        return new NodeCommand("patch", "Sets attributes of a record.") { className, id, json }.Does(async (parsed, node, cancel) =>
        {
            var body = await NodeClient.BodyAsync(parsed.GetValue(json), terminal.Input, cancel);
            var path = NodeClient.Path("models", parsed.GetValue(className)!, parsed.GetValue(id)!);
            await terminal.Out.WriteLineAsync(await node.TextAsync(HttpMethod.Patch, path, body, cancel));
        });
    }
}
