using System.Buffers;
using System.IO.Pipelines;

namespace Syncro.Node.Http;

/// <summary>A line of a stream and its number, from 1. Its bytes hold until the next is asked for.</summary>
/// <param name="Text">Null where it is longer than allowed: then it is the last.</param>
internal readonly record struct Line(long Number, byte[]? Text);

/// <summary>Splits a stream into lines, one in memory at a time.</summary>
internal static class Lines
{
    public static async IAsyncEnumerable<Line> ReadAsync(
        PipeReader input, int longest, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        for (long number = 1; ;)
        {
            var read = await input.ReadAsync(cancel);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var line = rest.Slice(0, end);
                rest = rest.Slice(rest.GetPosition(1, end));
                yield return new(number++, line.Length > longest ? null : line.ToArray());
                if (line.Length > longest)
                    yield break;
            }
            if (rest.Length > longest)
            {
                yield return new(number, null);
                yield break;
            }
            if (read.IsCompleted)
            {
                if (!rest.IsEmpty)
                    yield return new(number, rest.ToArray());
                yield break;
            }
            input.AdvanceTo(rest.Start, read.Buffer.End);
        }
    }

    /// <summary>Whether a line holds white space alone.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
