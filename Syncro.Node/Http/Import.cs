using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.Features;
using Syncro.Journal;
using Syncro.Node.Settings;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>
/// <c>/api/import</c>: a record in each line. Lines are committed many at a time, as one change set; where the journal
/// refuses that, half by half, so that what is recorded is what single commits up to the first bad line would have left.
/// One change set is in flight while the next is read.
/// </summary>
internal sealed class Import(IPeer peer, HttpSettings settings)
{
    // A change set is never split: each client that is slow to take it is sent it whole.
    private const int ChunkLines = 1000;
    private const int ChunkBytes = 256 << 10;

    private readonly record struct Item(long Line, LocalChange Change);

    public void Map(IEndpointRouteBuilder app) => app.MapPost("/api/import/class", ImportAsync);

    private async Task ImportAsync(HttpContext context)
    {
        var (className, cancel) = (Call.Class(context, peer), context.RequestAborted);
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = null;
        long line = 0;
        var progress = new Progress();
        try
        {
            var flight = Task.CompletedTask;
            await foreach (var chunk in ChunksAsync(context, className, cancel))
            {
                await flight;
                if (chunk.Items is [var first, ..])
                    line = first.Line;
                flight = CommitAsync(chunk.Items, progress, cancel);
                if (chunk.Fault is not { } fault)
                    continue;
                await flight;
                throw new BadLineException(chunk.FaultLine, fault);
            }
            await flight;
        }
        catch (BadLineException e)
        {
            await FailAsync(context, 422, e.Line, e.Message, progress);
            return;
        }
        catch (Exception e) when (e is JournalUnavailableException or OutcomeUnknownException)
        {
            await FailAsync(context, Answer.Of(e)!.Value.Status, line, e.Message, progress);
            return;
        }
        await Answer.WriteAsync(context, 200, System.Text.Encoding.ASCII.GetBytes($"{{\"imported\":{Answer.Text(progress.Imported)}}}"));
    }

    private static Task FailAsync(HttpContext context, int status, long line, string message, Progress progress) =>
        Answer.FailAsync(context, status, $"line {Answer.Text(line)}: {message}",
            $",\"line\":{Answer.Text(line)},\"imported\":{Answer.Text(progress.Imported)}");

    private async Task CommitAsync(ImmutableArray<Item> items, Progress progress, CancellationToken cancel)
    {
        if (items.IsEmpty)
            return;
        try
        {
            await peer.CommitAsync([.. items.Select(item => item.Change)], cancel);
            progress.Imported += items.Length;
        }
        catch (ChangeRefusedException e) when (items is [var item])
        {
            throw new BadLineException(item.Line, e.Message);
        }
        catch (ChangeRefusedException)
        {
            var half = items.Length / 2;
            await CommitAsync(items[..half], progress, cancel);
            await CommitAsync(items[half..], progress, cancel);
        }
    }

    private sealed record Chunk(ImmutableArray<Item> Items, long FaultLine = 0, string? Fault = null);

    private async IAsyncEnumerable<Chunk> ChunksAsync(
        HttpContext context, string className,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        var items = ImmutableArray.CreateBuilder<Item>(ChunkLines);
        var bytes = 0;
        await foreach (var line in Lines.ReadAsync(context.Request.BodyReader, settings.MaxLine, cancel))
        {
            if (line.Text is { } blank && Lines.IsBlank(blank))
                continue;
            var change = Read(className, line.Text, out var fault);
            if (change is null)
            {
                yield return new(items.DrainToImmutable(), line.Number, fault);
                yield break;
            }
            items.Add(new(line.Number, change));
            bytes += line.Text!.Length;
            if (items.Count < ChunkLines && bytes < ChunkBytes)
                continue;
            yield return new(items.DrainToImmutable());
            bytes = 0;
        }
        yield return new(items.DrainToImmutable());
    }

    private LocalChange.Put? Read(string className, byte[]? text, out string? fault)
    {
        fault = text is null ? $"longer than {settings.MaxLine} bytes" : null;
        if (text is null)
            return null;
        try
        {
            var (id, attributes) = RecordJson.Read(text);
            fault = id is null ? "the record has no id" : null;
            return id is { } known ? new(new(className, known), attributes) : null;
        }
        catch (Exception e) when (e is InvalidJsonException or RefusedException)
        {
            fault = e.Message;
            return null;
        }
    }

    private sealed class Progress
    {
        public long Imported { get; set; }
    }

    private sealed class BadLineException(long line, string message) : SyncroException(message)
    {
        public long Line { get; } = line;
    }
}
