using System.CommandLine;
using System.Text;

namespace Syncro.Node.Commands;

/// <summary><c>export CLASS</c>: every record, one in a line, by id.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var className = Words.Class();
        return new NodeCommand("export", "Writes every record of a class, one JSON object in a line, by id.") { className }.Does(
            async (parsed, node, cancel) =>
            {
                var path = NodeClient.Path("export", parsed.GetValue(className)!);
                using var response = await node.SendAsync(HttpMethod.Get, path, null, "", cancel);
                using var text = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), new UTF8Encoding(false), false, 64 << 10);
                var buffer = new char[64 << 10];
                try
                {
                    while (await text.ReadAsync(buffer, cancel) is var read and > 0)
                        await terminal.Out.WriteAsync(buffer.AsMemory(0, read), cancel);
                }
                catch (HttpIOException)
                {
                    throw new CommandFailedException("the node broke off: the export is not whole");
                }
            });
    }
}
