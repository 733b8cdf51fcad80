using System.CommandLine;

namespace Syncro.Node.Commands;

/// <summary><c>get CLASS ID</c>.</summary>
internal static class GetCommand
{
    public static Command Create(Terminal terminal)
    {
        var (className, id) = (Words.Class(), Words.Id());
        return new NodeCommand("get", "Shows a record.") { className, id }.Does(async (parsed, node, cancel) =>
        {
            var path = NodeClient.Path("models", parsed.GetValue(className)!, parsed.GetValue(id)!);
            var answer = await node.TextAsync(HttpMethod.Get, path, null, cancel);
            if (answer.Length > 0)
                await terminal.Out.WriteLineAsync(answer);
        });
    }
}
