using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Syncro.Node.Http;

/// <summary>A line of a stream and its number, from 1.</summary>
/// <param name="Text">Null where it is longer than allowed: then it is the last.</param>
internal readonly record struct Line(long Number, byte[]? Text);

/// <summary>Splits a stream into lines; what was read and not yet asked for is all that is held in memory.</summary>
internal static class Lines
{
    public static async IAsyncEnumerable<Line> ReadAsync(
        PipeReader input, int longest, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (long number = 1; ;)
        {
            var read = await input.ReadAsync(cancel);
            var (rest, stop) = (read.Buffer, read.IsCompleted);
            try
            {
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    var line = Text(rest.Slice(0, end), longest);
                    rest = rest.Slice(rest.GetPosition(1, end));
                    stop |= line is null;
                    yield return new(number++, line);
                    if (line is null)
                        yield break;
                }
                stop |= rest.Length > longest;
                if (stop && !rest.IsEmpty)
                    yield return new(number, Text(rest, longest));
                if (stop)
                    yield break;
            }
            finally
            {
                // Always: a body left in the middle of a read is one that the server can't finish.
                input.AdvanceTo(stop ? read.Buffer.End : rest.Start, read.Buffer.End);
            }
        }
    }

    /// <summary>Whether a line holds white space alone.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;

    private static byte[]? Text(ReadOnlySequence<byte> line, int longest) => line.Length > longest ? null : line.ToArray();
}
