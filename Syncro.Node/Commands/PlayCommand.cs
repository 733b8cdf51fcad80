using System.CommandLine;
using System.Globalization;

namespace Syncro.Node.Commands;

/// <summary><c>play CLASS POSITION</c>.</summary>
internal static class PlayCommand
{
    public static Command Create(Terminal terminal)
    {
        var className = new Argument<string>("CLASS") { Description = "The class that plays it." };
        var position = new Argument<long>("POSITION") { Description = "Its place in the journal, as status shows it." };
        return new NodeCommand("play", "Plays a scribe that was set aside once more.") { className, position }.Does(async (parsed, node, cancel) =>
        {
            var path = NodeClient.Path(
                "players", parsed.GetValue(className)!, parsed.GetValue(position).ToString(CultureInfo.InvariantCulture));
            var answer = await node.TextAsync(HttpMethod.Post, path, null, cancel);
            if (answer.Length > 0)
                await terminal.Out.WriteLineAsync(answer);
        });
    }
}
