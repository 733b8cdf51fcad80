using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
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
            case PeerAsk.Load(var records, var owner, var kind):
                for (var i = 0; i < records; i += Batch)
                    await peer.CommitAsync(
                        [.. Enumerable.Range(i, Math.Min(Batch, records - i)).Select(n => Note.Of(kind, n).Create(owner))], cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.Overwrite(var times):
                await peer.CommitAsync([Note.Of('o', 0).Create()], cancel);
                for (var i = 0; i < times; i += Batch)
                    await peer.CommitAsync(
                        [.. Enumerable.Range(i, Math.Min(Batch, times - i)).Select(n => Note.Of('o', 0).Overwrite(n))], cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.Rewrite(var records, var first, var times):
                for (var i = first; i < first + times; i += Batch)
                    await peer.CommitAsync(
                        [.. Enumerable.Range(i, Math.Min(Batch, first + times - i)).Select(n => Note.Of('n', n % records).Overwrite(n))], cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.Compact:
                await peer.CompactAsync(cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.InSync(var client, var records):
                while (await peer.StatusAsync(cancel) is var status
                       && !(status.Records == records && status.Peers.Any(link => link is { Connected: true, Behind: 0 } && link.Client.Value == client)))
                    await Task.Delay(5, cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.Create(var records, var callers):
                await CreateAsync(records, callers, cancel);
                await AnswerAsync(new PeerAnswer.Done(from, Stopwatch.GetTimestamp()));
                break;
            case PeerAsk.Push(var records, var milliseconds, var first):
                await AnswerAsync(await PushAsync(records, milliseconds, first, cancel));
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
                    await AnswerAsync(new PeerAnswer.Used(Memory.PeakBytes(self), self.TotalProcessorTime, self.WorkingSet64));
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

    private async Task<PeerAnswer.Times> PushAsync(int records, int milliseconds, int first, CancellationToken cancel)
    {
        var (sent, acknowledged) = (new Dictionary<string, long>(), new ConcurrentDictionary<string, long>());
        var commits = new List<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(milliseconds));
        for (var i = 0; i < records && await pace.WaitForNextTickAsync(cancel); i++)
        {
            var note = Note.Of('p', first + i);
            ImmutableArray<LocalChange> changes = [note.Create()];
            sent[note.Id] = Stopwatch.GetTimestamp();
            commits.Add(AcknowledgedAsync(note.Id, peer.CommitAsync(changes, cancel)));
        }
        await Task.WhenAll(commits);
        return new(sent, acknowledged);

        async Task AcknowledgedAsync(string id, Task<Committed> commit)
        {
            await commit;
            acknowledged[id] = Stopwatch.GetTimestamp();
        }
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
}
