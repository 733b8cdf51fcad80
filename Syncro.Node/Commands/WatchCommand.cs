using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace Syncro.Node.Commands;

/// <summary><c>watch [CLASS]</c>: scribes as they are recorded, one in a line, until Ctrl-C.</summary>
internal static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var className = new Argument<string?>("CLASS") { Description = "Of this class alone.", Arity = ArgumentArity.ZeroOrOne };
        var from = new Option<long?>("--from") { Description = "Begin after this position instead of now.", HelpName = "POSITION" };
        return new NodeCommand("watch", "Shows changes as they are recorded, until Ctrl-C.") { className, from }.Does(
            async (parsed, node, cancel) =>
            {
                var path = "/api/changes" + (parsed.GetValue(from) is { } position ? $"?from={Http.Answer.Text(position)}" : "");
                using var stop = new StopSignal(cancel);
                try
                {
                    using var response = await node.SendAsync(HttpMethod.Get, path, null, "", stop.Token);
                    using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                    var progress = CatchingUp.ShowAsync(node, terminal.Error, ended.Token);
                    try
                    {
                        await ShowAsync(response, parsed.GetValue(className), terminal, stop.Token);
                    }
                    finally
                    {
                        await ended.CancelAsync();
                        await progress;
                    }
                }
                catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
                {
                    return;
                }
                catch (IOException)
                {
                    // As when it ends without a word.
                }
                throw new CommandFailedException("the node ended the stream");
            });
    }

    private static async Task ShowAsync(HttpResponseMessage response, string? className, Terminal terminal, CancellationToken cancel)
    {
        using var text = new StreamReader(await response.Content.ReadAsStreamAsync(cancel), new UTF8Encoding(false));
        while (await text.ReadLineAsync(cancel) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal) && IsOf(className, line["data: ".Length..]))
                await terminal.Out.WriteLineAsync(line.AsMemory("data: ".Length), cancel);
    }

    private static bool IsOf(string? className, string scribe)
    {
        if (className is null)
            return true;
        using var json = JsonDocument.Parse(scribe);
        return json.RootElement.GetProperty("klass").GetString() == className;
    }
}
