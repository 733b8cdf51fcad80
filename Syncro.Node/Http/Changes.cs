using System.Buffers;
using System.IO.Pipelines;
using Syncro.Node.Settings;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>
/// <c>/api/changes</c>: server-sent events, one scribe each, after <c>from</c> or, when a reader comes back, after its
/// <c>Last-Event-ID</c>; without either, from now on. A comment goes out after each silence, so that a reader that is
/// gone is found.
/// </summary>
internal sealed class Changes(IPeer peer, HttpSettings settings, IHostApplicationLifetime lifetime)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private const int Unflushed = 64 << 10;
    private static readonly ReadOnlyMemory<byte> Open = ": open\n\n"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> StillHere = ": still here\n\n"u8.ToArray();

    private int _readers;

    public void Map(IEndpointRouteBuilder app) => app.MapGet("/api/changes", BoundedAsync);

    private async Task BoundedAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _readers) > settings.MaxStreams)
                throw new RefusedException(Code.TooMany, $"{settings.MaxStreams} readers of changes are there already");
            await StreamAsync(context);
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task StreamAsync(HttpContext context)
    {
        var after = From(context);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-store";
        await using var changes = peer.ChangesAsync(after, stop.Token).GetAsyncEnumerator(stop.Token);
        // Subscribed before the first byte goes out: whoever has read that misses nothing.
        var next = changes.MoveNextAsync().AsTask();
        try
        {
            // What can't be read is refused by the answer itself.
            if (next.IsFaulted)
                await next;
            await SendAsync(changes, next, context.Response.BodyWriter, moved => next = moved, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The reader is gone, or the node is leaving.
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task SendAsync(
        IAsyncEnumerator<Recorded> changes, Task<bool> next, PipeWriter output, Action<Task<bool>> moved, CancellationToken cancel)
    {
        await output.WriteAsync(Open, cancel);
        while (await MovedAsync(next, output, cancel))
        {
            Write(output, changes.Current);
            moved(next = changes.MoveNextAsync().AsTask());
            if (!next.IsCompleted || output.UnflushedBytes > Unflushed)
                await output.FlushAsync(cancel);
        }
    }

    private static async Task<bool> MovedAsync(Task<bool> next, PipeWriter output, CancellationToken cancel)
    {
        while (true)
            try
            {
                return await next.WaitAsync(Silence, CancellationToken.None);
            }
            catch (TimeoutException)
            {
                await output.WriteAsync(StillHere, cancel);
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

    private static void Write(PipeWriter output, Recorded recorded)
    {
        output.Write("id: "u8);
        output.Write(JsonText.Of(recorded.Position.Value).Utf8);
        output.Write("\ndata: "u8);
        ScribeJson.Write(output, recorded);
        output.Write("\n\n"u8);
    }
}
