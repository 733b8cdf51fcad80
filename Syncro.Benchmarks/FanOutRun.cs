using System.Diagnostics;
using System.Globalization;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Benchmarks;

/// <summary>One writer, and clients that are pushed each note and acknowledge it.</summary>
internal sealed record FanOutRun(int Clients, int Every, int Seconds, TimeSpan Timeout)
{
    // A process compiles what it calls often in its first ten seconds, and is slower meanwhile.
    private const int WarmSeconds = 12;

    /// <summary>How many are written while it is measured.</summary>
    public int Notes => Math.Max(1, Seconds * 1000 / Every);

    public async Task<FanOutFigures> MeasureAsync(string directory, CancellationToken cancel)
    {
        var bare = BareTable.Measure(directory, 100_000);
        await using var server = PeerProcess.Start(SyncCommand.Server, directory, null, Timeout);
        var ready = await server.AnswerAsync<PeerAnswer.Ready>("starting", cancel);
        var port = int.Parse(ready.Address.Split(':')[^1], CultureInfo.InvariantCulture);
        var followers = new List<Follower>();
        try
        {
            for (var i = 0; i < Clients; i++)
                followers.Add(new(await PlainClient.JoinAsync(port, new($"follower {i}"), cancel)));
            var warm = Math.Max(1, WarmSeconds * 1000 / Every);
            await PushAsync(server, followers, 0, warm, cancel);
            var before = await server.AskAsync<PeerAnswer.Used>(new PeerAsk.Use(), "counting", cancel);
            var clock = Stopwatch.StartNew();
            var pushed = await PushAsync(server, followers, warm, Notes, cancel);
            var elapsed = clock.Elapsed;
            var after = await server.AskAsync<PeerAnswer.Used>(new PeerAsk.Use(), "counting", cancel);
            return new(
                this, 100_000 / bare.TotalSeconds, Notes / elapsed.TotalSeconds, pushed.Latencies, pushed.Acknowledged, pushed.Messages,
                (after.Processor - before.Processor) / elapsed, after.Bytes);
        }
        finally
        {
            followers.ForEach(follower => follower.Client.Dispose());
        }
    }

    private async Task<(double[][] Latencies, double[] Acknowledged, long Messages)> PushAsync(
        PeerProcess server, List<Follower> followers, int first, int notes, CancellationToken cancel)
    {
        var following = followers.ConvertAll(follower => Task.Run(() => follower.FollowAsync(notes, cancel), cancel));
        var sent = await server.AskAsync<PeerAnswer.Times>(new PeerAsk.Push(notes, Every, first), "pushes", cancel);
        var seen = await Task.WhenAll(following).WaitAsync(Timeout, cancel);
        double[] Taken(IEnumerable<KeyValuePair<string, long>> at) =>
            [.. at.Select(pair => Stopwatch.GetElapsedTime(sent.At[pair.Key], pair.Value).TotalMilliseconds).Order()];
        return ([.. seen.Select(one => Taken(one.At))], Taken(sent.Answered!), seen.Sum(one => one.Messages));
    }

    /// <summary>Takes each push as a reader does that has it on disk at once.</summary>
    private sealed record Follower(PlainClient Client)
    {
        public async Task<(Dictionary<string, long> At, long Messages)> FollowAsync(int notes, CancellationToken cancel)
        {
            var (at, messages) = (new Dictionary<string, long>(notes), 0L);
            while (at.Count < notes)
            {
                var push = await Client.ReceiveAsync(message => message as Message.AddScribes, cancel);
                var now = Stopwatch.GetTimestamp();
                messages++;
                foreach (var wire in push.Scribes)
                    if (wire.Scribe is Scribe.Change { Key: var key })
                        at[key.Id.Text] = now;
                await Client.SendAsync(new Message.Response(push.Id, new Result.Pushed(push.Position, [])), cancel);
            }
            return (at, messages);
        }
    }
}

/// <summary>What a run came to.</summary>
/// <param name="Run">What was asked for.</param>
/// <param name="Bare">Rows a second into a bare table.</param>
/// <param name="Rate">Notes a second that there were.</param>
/// <param name="Latencies">Of each client, in milliseconds from the call at the server to the message at the client, sorted.</param>
/// <param name="Acknowledged">In milliseconds from the call at the server until it knew the note on disk, sorted.</param>
/// <param name="Messages">Pushes that all clients received together: less than a note each where notes went together.</param>
/// <param name="Cores">Processors that the server was using.</param>
/// <param name="Bytes">That it held at the end.</param>
internal sealed record FanOutFigures(FanOutRun Run, double Bare, double Rate, double[][] Latencies, double[] Acknowledged, long Messages,
    double Cores, long Bytes)
{
    /// <summary>The percentile of the client that fared worst.</summary>
    public double Worst(double part) => Latencies.Max(one => SyncRun.Percentile(one, part));
}
