using System.Diagnostics;

namespace Syncro.Benchmarks;

/// <summary>One measurement of two peers.</summary>
internal sealed record SyncRun(int Records, int Creates, int Callers, int PushSeconds, TimeSpan Timeout, string? Postgres = null)
{
    private const int PushEvery = 20;

    public async Task<SyncFigures> MeasureAsync(string directory, CancellationToken cancel)
    {
        var before = BareTable.Measure(directory, Records);
        await using var stores = new PostgresStores(Postgres);
        await using var server = PeerProcess.Start(SyncCommand.Server, directory, null, Timeout, storage: await stores.NewAsync(cancel));
        var ready = await server.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        var load = await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Load(Records), "loading", cancel);

        var loaded = await UsedAsync(server, cancel);
        await using var reader = PeerProcess.Start(
            SyncCommand.Reader, directory, ready.Address, Timeout, storage: await stores.NewAsync(cancel));
        var dialled = await reader.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        var cold = await reader.AskAsync<PeerAnswer.Done>(new PeerAsk.Recorded(Records), "cold sync", cancel);

        var (coldServer, coldReader) = (await UsedAsync(server, cancel), await UsedAsync(reader, cancel));

        var expected = Records + Creates;
        await reader.TellAsync(new PeerAsk.Recorded(expected));
        var creates = await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Create(Creates, Callers), "live creates", cancel);
        var live = await reader.AnswerAsync<PeerAnswer.Done>("live creates", cancel);

        var (liveServer, liveReader) = (await UsedAsync(server, cancel), await UsedAsync(reader, cancel));

        var pushes = PushSeconds * 1000 / PushEvery;
        await reader.AskAsync<PeerAnswer.Ready>(new PeerAsk.Watch(pushes), "pushes", cancel);
        var sent = await server.AskAsync<PeerAnswer.Times>(new PeerAsk.Push(pushes, PushEvery), "pushes", cancel);
        var seen = await reader.AnswerAsync<PeerAnswer.Times>("pushes", cancel);

        await ExpectAsync(server, expected + pushes, cancel);
        await ExpectAsync(reader, expected + pushes, cancel);
        var (serverUsed, readerUsed) = (await UsedAsync(server, cancel), await UsedAsync(reader, cancel));
        var after = BareTable.Measure(directory, Records);
        var bareCommits = BareTable.Commits(directory, pushes, PushEvery);
        var plain = await ReadAgainAsync(directory, ready.Address, "off", stores, expected + pushes, cancel);
        var packed = await ReadAgainAsync(directory, ready.Address, "on", stores, expected + pushes, cancel);
        var (acknowledged, latencies) = (Latencies(sent.At, sent.Answered!), Latencies(sent.At, seen.At));
        return new(
            this, 2 * Records / (before + after).TotalSeconds, Rate(Records, load.From, load.To),
            Rate(Records, dialled.At, cold.To), Rate(Creates, creates.From, live.To), Rate(Creates, creates.From, creates.To),
            Percentile(latencies, 0.5), Percentile(latencies, 0.99), Percentile(acknowledged, 0.5), Percentile(bareCommits, 0.5), serverUsed.PeakBytes, readerUsed.PeakBytes,
            new(coldServer.Processor - loaded.Processor, coldReader.Processor),
            new(liveServer.Processor - coldServer.Processor, liveReader.Processor - coldReader.Processor), plain, packed);
    }

    /// <summary>A fresh reader of everything, over a line that counts.</summary>
    private async Task<WireFigures> ReadAgainAsync(
        string directory, string server, string compression, PostgresStores stores, int records, CancellationToken cancel)
    {
        using var tap = new Wiretap(server);
        tap.Open();
        await using var reader = PeerProcess.Start(
            $"compression-{compression}", directory, tap.Address, Timeout, $"wire.compression = {compression}", await stores.NewAsync(cancel));
        var dialled = await reader.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        var done = await reader.AskAsync<PeerAnswer.Done>(new PeerAsk.Recorded(records), "cold sync", cancel);
        return new(Rate(records, dialled.At, done.To), tap.Bytes / (double)records);
    }

    private static Task<PeerAnswer.Used> UsedAsync(PeerProcess peer, CancellationToken cancel) =>
        peer.AskAsync<PeerAnswer.Used>(new PeerAsk.Use(), "counting", cancel);

    private static async Task ExpectAsync(PeerProcess peer, long records, CancellationToken cancel)
    {
        var counted = await peer.AskAsync<PeerAnswer.Counted>(new PeerAsk.Count(), "counting", cancel);
        if (counted.Records != records)
            throw new BenchmarkFailedException($"counting: {counted.Records} records are stored instead of {records}");
    }

    private static double[] Latencies(IReadOnlyDictionary<string, long> from, IReadOnlyDictionary<string, long> to) =>
        [.. from.Select(pair => Stopwatch.GetElapsedTime(pair.Value, to[pair.Key]).TotalMilliseconds).Order()];

    private static double Rate(int count, long from, long to) => count / Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    internal static double Percentile(double[] sorted, double part) => sorted[(int)Math.Ceiling(part * sorted.Length) - 1];
}

/// <summary>What a run came to. Rates are records a second.</summary>
/// <param name="Run">What was asked for.</param>
/// <param name="Bare">Rows into a bare table, before and after the peers together.</param>
/// <param name="Load">Into the server, in change sets of 1,000, each acknowledged before the next.</param>
/// <param name="Cold">From the reader's dial until all are in its journal on disk.</param>
/// <param name="Live">From the first call until all are in the reader's journal on disk.</param>
/// <param name="Acknowledged">Of the same creates, to the callers at the server.</param>
/// <param name="P50">Milliseconds from the call at the server to the event in the reader, at the median.</param>
/// <param name="P99">At the 99th percentile.</param>
/// <param name="AcknowledgedP50">Milliseconds from the same call to its answer, at the median.</param>
/// <param name="BareP50">Milliseconds that a row of the bare table takes at the same pace, each a transaction, at the median.</param>
/// <param name="ServerPeak">Bytes.</param>
/// <param name="ReaderPeak">Bytes.</param>
/// <param name="ColdProcessor">Of cold sync.</param>
/// <param name="LiveProcessor">Of the live creates.</param>
/// <param name="Plain">Of another cold sync, of all of them, not compressed.</param>
/// <param name="Packed">The same, compressed.</param>
internal sealed record SyncFigures(
    SyncRun Run, double Bare, double Load, double Cold, double Live, double Acknowledged, double P50, double P99,
    double AcknowledgedP50, double BareP50, long ServerPeak, long ReaderPeak, Processor ColdProcessor, Processor LiveProcessor, WireFigures Plain, WireFigures Packed);

/// <param name="Rate">Records a second, over a line that a third process hands on.</param>
/// <param name="Bytes">That the server sent for each record.</param>
internal sealed record WireFigures(double Rate, double Bytes);

/// <summary>Processor time of a phase. Other work on the machine changes it less than the rate.</summary>
/// <param name="Server">Of the server.</param>
/// <param name="Reader">Of the reader; of cold sync, from the start of its process.</param>
internal sealed record Processor(TimeSpan Server, TimeSpan Reader);
