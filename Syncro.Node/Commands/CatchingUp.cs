using System.Text.Json;

namespace Syncro.Node.Commands;

/// <summary>What is said of a node that catches up with others.</summary>
internal static class CatchingUp
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    /// <summary>One for each that it catches up with.</summary>
    /// <param name="status">The answer to <c>/api/status</c>.</param>
    public static IEnumerable<string> Lines(JsonElement status)
    {
        foreach (var peer in status.GetProperty("peers").EnumerateArray())
            if (peer.TryGetProperty("progress", out var progress))
                yield return FormattableString.Invariant(
                    $"catching up with {peer.GetProperty("client").GetString()}: {progress.GetProperty("scribes").GetInt64():N0} scribes, {Math.Floor(progress.GetProperty("fraction").GetDouble() * 100)} %");
    }

    /// <summary>Says it every two seconds, where there is something to say, until it is cancelled.</summary>
    public static async Task ShowAsync(NodeClient node, TextWriter to, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            do
            {
                using var json = JsonDocument.Parse(await node.TextAsync(HttpMethod.Get, "/api/status", null, cancel));
                foreach (var line in Lines(json.RootElement))
                    await to.WriteLineAsync(line.AsMemory(), cancel);
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (CommandFailedException e)
        {
            await to.WriteLineAsync($"how far the node catches up is not known: {e.Message}");
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // As it ends.
        }
    }
}
