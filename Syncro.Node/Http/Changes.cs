using System.Buffers;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>
/// <c>/api/changes</c>: server-sent events, one scribe each, after <c>from</c> or, when a reader comes back, after its
/// <c>Last-Event-ID</c>; without either, from now on. A comment goes out after each silence, so that a reader that is
/// gone is found.
/// </summary>
internal sealed class Changes(IPeer peer, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/api/changes", StreamAsync);

    private async Task StreamAsync(HttpContext context)
    {
        var after = From(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await using var changes = peer.ChangesAsync(after, stop.Token).GetAsyncEnumerator(stop.Token);
        try
        {
            // Subscribed before the first byte goes out: whoever has read that misses nothing.
            var next = changes.MoveNextAsync().AsTask();
            await WriteAsync(context, ": open\n\n"u8.ToArray(), stop.Token);
            while (true)
            {
                if (await Task.WhenAny(next, Task.Delay(Silence, stop.Token)) != next && !stop.IsCancellationRequested)
                {
                    await WriteAsync(context, ": still here\n\n"u8.ToArray(), stop.Token);
                    continue;
                }
                if (!await next)
                    return;
                await WriteAsync(context, Event(changes.Current), stop.Token);
                next = changes.MoveNextAsync().AsTask();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader is gone, or the node is leaving.
        }
    }

    private static Position? From(HttpContext context)
    {
        if (Call.Number(context, "from", 0, Position.Limit - 1) is { } from)
            context.Request.Headers.TryAdd("Last-Event-ID", Answer.Text(from));
        var last = context.Request.Headers["Last-Event-ID"].ToString();
        return last.Length == 0 ? null
            : long.TryParse(last, System.Globalization.NumberStyles.None, null, out var position) && position < Position.Limit
            ? new Position(position) : throw new RefusedException(Code.Malformed, "Last-Event-ID is not a position");
    }

    private static ReadOnlyMemory<byte> Event(Recorded recorded)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("id: "u8);
        output.Write(JsonText.Of(recorded.Position.Value).Utf8);
        output.Write("\ndata: "u8);
        ScribeJson.Write(output, recorded);
        output.Write("\n\n"u8);
        return output.WrittenMemory;
    }

    private static async Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await context.Response.Body.WriteAsync(bytes, cancel);
        await context.Response.Body.FlushAsync(cancel);
    }
}
