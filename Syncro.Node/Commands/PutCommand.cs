using System.CommandLine;

namespace Syncro.Node.Commands;

/// <summary><c>put CLASS ID [JSON]</c>.</summary>
internal static class PutCommand
{
    public static Command Create(Terminal terminal)
    {
        var (className, id, json) = (Words.Class(), Words.Id(), Words.Json("The record"));
        return new NodeCommand("put", "Creates a record, or replaces it whole.") { className, id, json }.Does(async (parsed, node, cancel) =>
        {
            var body = await NodeClient.BodyAsync(parsed.GetValue(json), terminal.Input, cancel);
            var path = NodeClient.Path("models", parsed.GetValue(className)!, parsed.GetValue(id)!);
            await terminal.Out.WriteLineAsync(await node.TextAsync(HttpMethod.Put, path, body, cancel));
        });
    }
}
