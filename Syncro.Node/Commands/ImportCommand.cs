using System.Buffers;
using System.CommandLine;
using System.IO.Pipelines;
using Spectre.Console;
using Syncro.Node.Http;

namespace Syncro.Node.Commands;

/// <summary><c>import CLASS FILE</c>: posts in chunks; after each, how many lines are durable.</summary>
internal static class ImportCommand
{
    private const int ChunkLines = 1000;
    private const int ChunkBytes = 4 << 20;
    private const int LongestLine = 64 << 20;

    public static Command Create(Terminal terminal)
    {
        var className = Words.Class();
        var file = new Argument<string>("FILE") { Description = "A file with one JSON object in a line; - for standard input." };
        return new NodeCommand("import", "Creates or replaces records, one in each line of a file.") { className, file }.Does(
            async (parsed, node, cancel) =>
            {
                var name = parsed.GetValue(file)!;
                await using var input = Open(name, terminal);
                var posts = new Posts(node, NodeClient.Path("import", parsed.GetValue(className)!), name == "-" ? "standard input" : name);
                if (terminal.IsInteractive && input.CanSeek)
                    await WithBarAsync(posts, input, cancel);
                else
                    await posts.SendAsync(input, durable => terminal.Out.WriteLine($"durable: {Answer.Text(durable)}"), cancel);
            });
    }

    private static Stream Open(string name, Terminal terminal)
    {
        try
        {
            return name == "-" ? terminal.Input : File.OpenRead(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WrongUsageException($"{name}: {(File.Exists(name) ? e.Message : "no such file")}");
        }
    }

    private static Task WithBarAsync(Posts posts, Stream input, CancellationToken cancel) =>
        AnsiConsole.Progress().StartAsync(async progress =>
        {
            var bar = progress.AddTask("importing", maxValue: Math.Max(1, input.Length));
            await posts.SendAsync(input, durable =>
            {
                bar.Value = posts.Bytes;
                bar.Description = $"{Answer.Text(durable)} lines durable";
            }, cancel);
            bar.Value = bar.MaxValue;
        });

    private sealed class Posts(NodeClient node, string path, string name)
    {
        private readonly ArrayBufferWriter<byte> _chunk = new();
        private long _durable;

        public long Bytes { get; private set; }

        public async Task SendAsync(Stream input, Action<long> durable, CancellationToken cancel)
        {
            long last = 0;
            await foreach (var line in Lines.ReadAsync(PipeReader.Create(input), LongestLine, cancel))
            {
                last = line.Number;
                _chunk.Write(line.Text ?? throw new CommandFailedException($"{name}, line {Answer.Text(last)}: longer than {LongestLine} bytes"));
                _chunk.Write("\n"u8);
                if (last - _durable < ChunkLines && _chunk.WrittenCount < ChunkBytes)
                    continue;
                await PostAsync(last, cancel);
                durable(_durable);
            }
            if (last > 0 && last == _durable)
                return;
            if (last > 0)
                await PostAsync(last, cancel);
            durable(_durable);
        }

        private async Task PostAsync(long last, CancellationToken cancel)
        {
            try
            {
                using var response = await node.TryAsync(
                    HttpMethod.Post, path, _chunk.WrittenMemory, "application/x-ndjson", cancel);
                if (!response.IsSuccessStatusCode)
                    throw new CommandFailedException(Refusal(NodeClient.Refusal(response, await response.Content.ReadAsStringAsync(cancel))));
            }
            catch (CommandFailedException e)
            {
                throw new CommandFailedException($"{e.Message} ({Answer.Text(_durable)} lines before are durable)");
            }
            Bytes += _chunk.WrittenCount;
            _chunk.ResetWrittenCount();
            _durable = last;
        }

        // The node counts the lines of one post.
        private string Refusal((string Message, long? Line, long Imported) refusal)
        {
            if (refusal.Line is not { } line)
                return refusal.Message;
            var at = _durable + line;
            var message = refusal.Message.Replace($"line {Answer.Text(line)}: ", "", StringComparison.Ordinal);
            _durable = at - 1;
            return $"{name}, line {Answer.Text(at)}: {message}";
        }
    }
}
