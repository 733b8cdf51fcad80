using System.Diagnostics;
using System.Globalization;

namespace Syncro.Benchmarks;

/// <summary>One measurement of a client that reads, beside what would disturb it.</summary>
internal sealed record StalledRun(int Stalled, int Rewinding, int Rounds, int Seconds, TimeSpan Timeout)
{
    // More than a server keeps of its journal in memory.
    private const int Loaded = 100_000, PushEvery = 20;

    public async Task<StalledFigures> MeasureAsync(string directory, CancellationToken cancel)
    {
        await using var server = PeerProcess.Start(SyncCommand.Server, directory, null, Timeout);
        var ready = await server.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        var port = int.Parse(ready.Address.Split(':')[^1], CultureInfo.InvariantCulture);
        await server.AskAsync<PeerAnswer.Done>(new PeerAsk.Load(Loaded), "loading", cancel);
        await using var reader = PeerProcess.Start(SyncCommand.Reader, directory, ready.Address, Timeout);
        await reader.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        await reader.AskAsync<PeerAnswer.Done>(new PeerAsk.Recorded(Loaded), "cold sync", cancel);
        var (alone, beside, rewound, flooded) = (new Pushed(), new Pushed(), new Pushed(), new Pushed());
        var (first, connections, pages) = (0, 0L, 0L);
        // The first pushes of a process are slower than all others.
        first = await PushAsync(server, reader, first, new(), cancel);
        Func<Task>[] kinds =
        [
            async () => first = await PushAsync(server, reader, first, alone, cancel),
            async () =>
            {
                using var stalled = await Crowd.StallAsync(port, Stalled, cancel);
                first = await PushAsync(server, reader, first, beside, cancel);
            },
            async () =>
            {
                using var rewinding = await Crowd.StallAsync(port, Rewinding, cancel);
                rewinding.Rewind();
                first = await PushAsync(server, reader, first, rewound, cancel);
                pages += rewinding.Pages;
            },
            async () =>
            {
                using var flood = new Flood(port);
                first = await PushAsync(server, reader, first, flooded, cancel);
                connections += await flood.StopAsync();
            },
        ];
        // Each round begins with another kind: a disk that writes back every 30 s would else strike the same kind each time.
        for (var round = 0; round < Rounds; round++)
            for (var i = 0; i < kinds.Length; i++)
                await kinds[(round + i) % kinds.Length]();
        return new(this, alone, beside, rewound, flooded, pages / (double)(Rounds * Seconds), connections / (double)(Rounds * Seconds));
    }

    private async Task<int> PushAsync(PeerProcess server, PeerProcess reader, int first, Pushed into, CancellationToken cancel)
    {
        var pushes = Seconds * 1000 / PushEvery;
        var before = await server.AskAsync<PeerAnswer.Used>(new PeerAsk.Use(), "counting", cancel);
        await reader.AskAsync<PeerAnswer.Ready>(new PeerAsk.Watch(pushes), "pushes", cancel);
        var sent = await server.AskAsync<PeerAnswer.Times>(new PeerAsk.Push(pushes, PushEvery, first), "pushes", cancel);
        var seen = await reader.AnswerAsync<PeerAnswer.Times>("pushes", cancel);
        var after = await server.AskAsync<PeerAnswer.Used>(new PeerAsk.Use(), "counting", cancel);
        into.Add(
            sent.At.Select(pair => Stopwatch.GetElapsedTime(pair.Value, seen.At[pair.Key]).TotalMilliseconds),
            after.Processor - before.Processor, after.Bytes);
        return first + pushes;
    }
}

/// <summary>How long pushes took in all rounds of a kind.</summary>
internal sealed class Pushed
{
    private readonly List<double> _milliseconds = [];

    public TimeSpan Processor { get; private set; }

    /// <summary>The most that the server held at the end of a round.</summary>
    public long Bytes { get; private set; }

    public void Add(IEnumerable<double> milliseconds, TimeSpan processor, long bytes)
    {
        _milliseconds.AddRange(milliseconds);
        (Processor, Bytes) = (Processor + processor, Math.Max(Bytes, bytes));
    }

    public double Percentile(double part) => SyncRun.Percentile([.. _milliseconds.Order()], part);
}

/// <summary>What a run came to.</summary>
/// <param name="Run">What was asked for.</param>
/// <param name="Alone">The client and the server.</param>
/// <param name="Beside">Beside those that read nothing.</param>
/// <param name="Rewound">Beside those that rewind.</param>
/// <param name="Flooded">Under the flood.</param>
/// <param name="PageRate">Pages a second that those read who rewind.</param>
/// <param name="FloodRate">Connections a second.</param>
internal sealed record StalledFigures(
    StalledRun Run, Pushed Alone, Pushed Beside, Pushed Rewound, Pushed Flooded, double PageRate, double FloodRate);
