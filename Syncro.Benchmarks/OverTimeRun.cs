using System.Collections.Immutable;
using System.Diagnostics;

namespace Syncro.Benchmarks;

/// <summary>One measurement of a peer that is written to for long, and compacted after each million scribes.</summary>
internal sealed record OverTimeRun(int Records, int Millions, TimeSpan Timeout)
{
    private const int Million = 1_000_000;

    public async Task<OverTimeFigures> MeasureAsync(string directory, CancellationToken cancel)
    {
        var bare = Million / BareTable.Measure(directory, Million).TotalSeconds;
        await using var server = PeerProcess.Start(
            SyncCommand.Server, directory, null, Timeout, "compaction { at = \"\", age = 0s, clients = 0s }");
        await server.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Load(Records), "loading", cancel);
        var after = ImmutableArray.CreateBuilder<AfterAMillion>();
        for (var i = 0; i < Millions; i++)
        {
            var done = await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Rewrite(Records, i * Million, Million), "overwriting", cancel);
            var compacted = await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Compact(), "compacting", cancel);
            var used = await server.AskAsync<PeerAnswer.Used>(new PeerAsk.Use(), "counting", cancel);
            after.Add(new(
                Million / Stopwatch.GetElapsedTime(done.From, done.To).TotalSeconds,
                Stopwatch.GetElapsedTime(compacted.From, compacted.To), used.Bytes, used.PeakBytes, Disk.BytesOf(directory)));
        }
        return new(this, bare, after.DrainToImmutable());
    }
}

/// <param name="Run">What was asked for.</param>
/// <param name="Bare">Rows a second into a bare table.</param>
/// <param name="After">Each million.</param>
internal sealed record OverTimeFigures(OverTimeRun Run, double Bare, ImmutableArray<AfterAMillion> After);

/// <param name="Rate">Scribes a second, in change sets of 1,000, each acknowledged before the next.</param>
/// <param name="Compacting">How long letting go of their log took.</param>
/// <param name="Bytes">Of memory that the peer then holds.</param>
/// <param name="PeakBytes">The most that it ever held.</param>
/// <param name="DiskBytes">Of all its files.</param>
internal sealed record AfterAMillion(double Rate, TimeSpan Compacting, long Bytes, long PeakBytes, long DiskBytes);
