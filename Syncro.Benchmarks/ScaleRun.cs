using System.Diagnostics;
using System.Text;

namespace Syncro.Benchmarks;

/// <summary>One measurement of a node with many records, of a client among the records of others, and of one much changed.</summary>
internal sealed record ScaleRun(int Records, int Own, TimeSpan Timeout)
{
    private const int Warm = 1000;
    public const int Readers = 9;

    public async Task<ScaleFigures> MeasureAsync(string directory, CancellationToken cancel)
    {
        var before = BareTable.Measure(directory, Records);
        var many = await ManyAsync(directory, cancel);
        var after = BareTable.Measure(directory, Records);
        return new(
            this, 2 * Records / (before + after).TotalSeconds, many,
            await OwnAsync(Path.Combine(directory, "own"), cancel), await OverwrittenAsync(Path.Combine(directory, "overwritten"), cancel));
    }

    /// <summary>Imported, read by a fresh reader, and there again after the node was killed.</summary>
    private async Task<ManyFigures> ManyAsync(string directory, CancellationToken cancel)
    {
        const string settings = "models { Note {} }, listen.main.uri = \"tcp://127.0.0.1:0\", compaction { age = 0s, clients = 0s }";
        var (file, storage) = (Path.Combine(directory, "notes.ndjson"), Path.Combine(directory, SyncCommand.Server));
        var jsonBytes = await WriteAsync(file, cancel);
        TimeSpan import, cold;
        long wire, serverPeak, readerPeak;
        await using (var server = await NodeProcess.StartAsync(directory, SyncCommand.Server, settings, Timeout, cancel))
        {
            var start = Stopwatch.GetTimestamp();
            await server.ImportAsync(Note.Class, file, cancel);
            import = Stopwatch.GetElapsedTime(start);
            using var tap = new Wiretap(server.Tcp);
            tap.Open();
            await using var reader = PeerProcess.Start(SyncCommand.Reader, directory, tap.Address, Timeout);
            var dialled = await reader.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
            var done = await reader.AskAsync<PeerAnswer.Done>(new PeerAsk.Recorded(Records), "cold sync", cancel);
            cold = Stopwatch.GetElapsedTime(dialled.At, done.To);
            wire = tap.Bytes;
            serverPeak = server.PeakBytes;
            readerPeak = (await reader.AskAsync<PeerAnswer.Used>(new PeerAsk.Use(), "counting", cancel)).PeakBytes;
        }
        var (disk, again) = (Disk.BytesOf(storage), Stopwatch.GetTimestamp());
        await using var restarted = await NodeProcess.StartAsync(directory, SyncCommand.Server, settings, Timeout, cancel);
        var restart = Stopwatch.GetElapsedTime(again);
        await restarted.CompactAsync(cancel);
        return new(
            Records / import.TotalSeconds, Records / cold.TotalSeconds, jsonBytes / (double)Records, wire / (double)Records,
            disk / (double)Records, Disk.BytesOf(storage) / (double)Records, serverPeak, readerPeak, restart);
    }

    /// <summary>Clients with notes of their own, the first that were made, among those of another.</summary>
    private async Task<FewFigures> OwnAsync(string directory, CancellationToken cancel)
    {
        const string settings = "models { Note { readers = [owner] } }";
        await using var server = PeerProcess.Start(SyncCommand.Server, directory, null, Timeout, settings);
        var ready = await server.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        for (var n = 0; n < Readers; n++)
            await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Load(Own, Reader(n), (char)('A' + n)), "loading", cancel);
        await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Load(Records, "somebody"), "loading", cancel);
        return await ReadAsync(directory, ready.Address, 0, Own, settings, cancel);
    }

    /// <summary>One note, overwritten that often.</summary>
    private async Task<FewFigures> OverwrittenAsync(string directory, CancellationToken cancel)
    {
        await using var server = PeerProcess.Start(SyncCommand.Server, directory, null, Timeout);
        var ready = await server.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Overwrite(Records), "loading", cancel);
        return await ReadAsync(directory, ready.Address, 1, 1, "models { Note {} }", cancel);
    }

    private static string Reader(int number) => $"mine-{number}";

    /// <summary>One after the other; another client first, for which the server compiles, and which may see some of the notes.</summary>
    private async Task<FewFigures> ReadAsync(
        string directory, string server, int everyones, int records, string settings, CancellationToken cancel)
    {
        await ReadAsync(directory, server, "first", everyones, settings, cancel);
        var times = new List<TimeSpan>();
        var bytes = 0L;
        for (var n = 0; n < Readers; n++)
        {
            (var time, bytes) = await ReadAsync(directory, server, Reader(n), records, settings, cancel);
            times.Add(time);
        }
        times.Sort();
        return new(times[Readers / 2], times[^1], bytes);
    }

    /// <summary>
    /// From when the server can be reached until the client holds so many records of it, and misses nothing. The client has read
    /// from another server before: else the time would be that of compiling.
    /// </summary>
    private async Task<(TimeSpan Time, long Bytes)> ReadAsync(
        string directory, string server, string client, int records, string settings, CancellationToken cancel)
    {
        await using var warm = PeerProcess.Start($"warm for {client}", directory, null, Timeout, settings);
        var ready = await warm.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        await warm.AskAsync<PeerAnswer.Done>(new PeerAsk.Load(Warm, client, 'w'), "loading", cancel);
        using var tap = new Wiretap(server);
        await using var reader = PeerProcess.Start(
            client, directory, tap.Address, Timeout,
            $$"""
            peers { "warm for {{client}}" { uri = "tcp://{{ready.Address}}" } }
            {{settings}}
            """);
        await reader.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        await reader.AskAsync<PeerAnswer.Done>(new PeerAsk.InSync($"warm for {client}", Warm), "warming up", cancel);
        var start = Stopwatch.GetTimestamp();
        tap.Open();
        var done = await reader.AskAsync<PeerAnswer.Done>(new PeerAsk.InSync(SyncCommand.Server, Warm + records), "first sync", cancel);
        return (Stopwatch.GetElapsedTime(start, done.To), tap.Bytes);
    }

    /// <summary>Writes the notes as an import takes them, and says how many bytes they are without the ends of the lines.</summary>
    private async Task<long> WriteAsync(string file, CancellationToken cancel)
    {
        await using (var lines = new StreamWriter(file, append: false, new UTF8Encoding(false)) { NewLine = "\n" })
            for (var i = 0; i < Records; i++)
                await lines.WriteLineAsync(Note.Of('n', i).Line().AsMemory(), cancel);
        return new FileInfo(file).Length - Records;
    }
}

/// <summary>What a run came to. Rates are records a second.</summary>
/// <param name="Run">What was asked for.</param>
/// <param name="Bare">Rows into a bare table, before and after the node together.</param>
/// <param name="Many">Of the node with many records.</param>
/// <param name="Own">Of the client among others.</param>
/// <param name="Overwritten">Of a new client of one record that was overwritten.</param>
internal sealed record ScaleFigures(ScaleRun Run, double Bare, ManyFigures Many, FewFigures Own, FewFigures Overwritten);

/// <param name="Import">Over HTTP, until all is durable.</param>
/// <param name="Cold">From a reader's dial until all are in its journal on disk.</param>
/// <param name="JsonBytes">Of a record.</param>
/// <param name="WireBytes">That the server sent for each record.</param>
/// <param name="DiskBytes">Of all files of its storage, for each record.</param>
/// <param name="CompactedBytes">The same after compaction.</param>
/// <param name="ServerPeak">Bytes of memory.</param>
/// <param name="ReaderPeak">Bytes of memory.</param>
/// <param name="Restart">From the start of its process after it was killed until it is ready.</param>
internal sealed record ManyFigures(
    double Import, double Cold, double JsonBytes, double WireBytes, double DiskBytes, double CompactedBytes, long ServerPeak, long ReaderPeak,
    TimeSpan Restart);

/// <param name="Time">From when the server can be reached until the client is in sync: the median of some.</param>
/// <param name="Slowest">Of them.</param>
/// <param name="Bytes">That the server sent one.</param>
internal sealed record FewFigures(TimeSpan Time, TimeSpan Slowest, long Bytes);
