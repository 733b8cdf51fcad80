using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Benchmarks;

/// <summary>What a peer's process does when asked.</summary>
internal sealed class PeerWork(SyncroPeer peer, CountedScribes counted, TextWriter answers)
{
    private const int Batch = 1000;

    public async Task DoAsync(PeerAsk ask, CancellationToken cancel)
    {
        var from = Stopwatch.GetTimestamp();
        switch (ask)
        {
            case PeerAsk.Load(var records):
                for (var i = 0; i < records; i += Batch)
                    await peer.CommitAsync(
                        [.. Enumerable.Range(i, Math.Min(Batch, records - i)).Select(n => Note.Of('n', n).Create())], cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.Create(var records, var callers):
                await CreateAsync(records, callers, cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.Push(var records, var milliseconds, var first):
                await AnswerAsync(new PeerAnswer.Times(await PushAsync(records, milliseconds, first, cancel)));
                break;
            case PeerAsk.Recorded(var scribes):
                await AnswerAsync(new PeerAnswer.Done(from, await counted.ReachAsync(scribes)));
                break;
            case PeerAsk.Watch(var changes):
                var position = (await peer.StatusAsync(cancel)).Position;
                await AnswerAsync(new PeerAnswer.Ready(from, ""));
                await AnswerAsync(new PeerAnswer.Times(await WatchAsync(position, changes, cancel)));
                break;
            case PeerAsk.Use:
                using (var self = Process.GetCurrentProcess())
                    await AnswerAsync(new PeerAnswer.Used(PeakBytes(self), self.TotalProcessorTime, self.WorkingSet64));
                break;
            case PeerAsk.Count:
                await AnswerAsync(new PeerAnswer.Counted((await peer.StatusAsync(cancel)).Records));
                break;
        }
    }

    public Task AnswerAsync(PeerAnswer answer) => answers.WriteLineAsync(JsonSerializer.Serialize(answer));

    private async Task CreateAsync(int records, int callers, CancellationToken cancel)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Increment(ref next) is var number && number < records)
                    await peer.CommitAsync([Note.Of('c', number).Create()], cancel);
            },
            cancel)));
    }

    private async Task<IReadOnlyDictionary<string, long>> PushAsync(
        int records, int milliseconds, int first, CancellationToken cancel)
    {
        var sent = new ConcurrentDictionary<string, long>();
        var commits = new List<Task<Committed>>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds));
        for (var i = 0; i < records && await pace.WaitForNextTickAsync(cancel); i++)
        {
            var note = Note.Of('p', first + i);
            ImmutableArray<LocalChange> changes = [note.Create()];
            sent[note.Id] = Stopwatch.GetTimestamp();
            commits.Add(peer.CommitAsync(changes, cancel));
        }
        await Task.WhenAll(commits);
        return sent;
    }

    private async Task<IReadOnlyDictionary<string, long>> WatchAsync(Position after, int changes, CancellationToken cancel)
    {
        var seen = new Dictionary<string, long>();
        await foreach (var recorded in peer.ChangesAsync(after, cancel))
        {
            if (recorded.Scribe is Scribe.Change { Key: var key })
                seen[key.Id.Text] = Stopwatch.GetTimestamp();
            if (seen.Count == changes)
                break;
        }
        return seen;
    }

    // What the kernel calls the high water mark; where it tells none, what the runtime knows.
    private static long PeakBytes(Process self)
    {
        const string status = "/proc/self/status";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null
            ? self.PeakWorkingSet64
            : long.Parse(line.AsSpan()["VmHWM:".Length..^" kB".Length].Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
