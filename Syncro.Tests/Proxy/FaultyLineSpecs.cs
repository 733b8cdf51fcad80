using System.Globalization;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Tests.Kills;
using Syncro.Tests.Peers;
using Syncro.Tests.Processes;
using Syncro.Tests.Records;
using Xunit.Abstractions;

namespace Syncro.Tests.Proxy;

/// <summary>
/// Two peers write while the line between them is struck by one fault after another (invariants 3, 5, 7, 9, 16 and 19).
/// SYNCRO_LINE_FAULTS sets how often each kind strikes, and SYNCRO_LINE_SEED what is drawn.
/// </summary>
[Collection(WholeProcesses.Name)]
public sealed class FaultyLineSpecs(ITestOutputHelper output) : IDisposable
{
    private const string Wire = $"{LogKeeper.Config}\n" + """
        syncro.wire {
          noop-interval = 200ms, silence-timeout = 1s, greet-timeout = 1s, frame-timeout = 1s, connect-timeout = 1s
          page-size = 16 KiB
        }

        """;

    private const string Server = "struck-server", Laptop = "struck-laptop";

    private static readonly int OfEach = Drawn.Number("SYNCRO_LINE_FAULTS", 5);

    private readonly TempDirectory _a = new(), _b = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task After_each_fault_of_a_line_changes_cross_again_and_none_is_lost_or_doubled()
    {
        var random = new Random(Drawn.Seed("SYNCRO_LINE_SEED", output));
        await using var server = await TestPeer.StartAsync("server", _a.Path, Wire + PeerSpecs.Listener, Server);
        using var line = new FaultProxy(server.Port, random);
        await using var laptop = await TestPeer.StartAsync(
            "laptop", _b.Path, $"{Wire}{PeerSpecs.Dial("server", line.Port)}\nsyncro.wire.compression = {(random.Next(2) == 0 ? "on" : "off")}", Laptop);
        var writing = Task.WhenAll(WriteAsync(server, random.Next()), WriteAsync(laptop, random.Next()));
        var faults = Enumerable.Repeat(Enum.GetValues<LineFault>(), OfEach).SelectMany(kinds => kinds).ToArray();
        random.Shuffle(faults);
        for (var i = 0; i < faults.Length; i++)
        {
            await CrossAsync(server, laptop, $"{i}-{faults[i]}");
            var struck = line.Struck(faults[i]);
            line.Begin(faults[i]);
            await Eventually.HoldsAsync(() => Task.FromResult(line.Struck(faults[i]) > struck), $"{faults[i]} to strike");
            await Task.Delay(random.Next(400));
            line.End();
        }
        await CrossAsync(server, laptop, "end");
        await _stop.CancelAsync();
        var written = await writing;
        await Eventually.HoldsAsync(
            async () => await InSyncAsync(laptop, "server") && await InSyncAsync(server, "laptop"), "both in sync");
        output.WriteLine($"{string.Join(", ", Enum.GetValues<LineFault>().Select(kind => $"{kind} {line.Struck(kind)}"))}; "
            + $"{line.Connections} connections, {written.Sum(one => one.Changes)} changes");
        await SameAsync(server, laptop, written);
        Assert.All(
            Enum.GetValues<LineFault>(), kind => Assert.True(line.Struck(kind) >= OfEach, $"{kind} struck {line.Struck(kind)} times"));
    }

    private sealed record Written(string Writer, int Changes, Dictionary<string, string> Titles);

    /// <summary>A change of each side reaches the other.</summary>
    private async Task CrossAsync(TestPeer server, TestPeer laptop, string what)
    {
        async Task OneAsync(TestPeer from, TestPeer to)
        {
            var id = $"{from.Peer.Client}-marker-{what}";
            await from.CreateAsync(id, what);
            await Eventually.HoldsAsync(async () => await to.TitleAsync(id) == what, $"{id} to arrive");
        }
        try
        {
            await Task.WhenAll(OneAsync(server, laptop), OneAsync(laptop, server));
        }
        catch (TimeoutException)
        {
            foreach (var name in (string[])[Server, Laptop])
                foreach (var (level, text) in LogKeeper.Of(name).TakeLast(40))
                    output.WriteLine($"{name} {level} {text}");
            output.WriteLine($"{await server.LinkAsync("laptop")}\n{await laptop.LinkAsync("server")}");
            throw;
        }
    }

    private static async Task<bool> InSyncAsync(TestPeer peer, string other) =>
        await peer.LinkAsync(other) is { Connected: true, Behind: 0 };

    private async Task<Written> WriteAsync(TestPeer peer, int seed)
    {
        var (random, name, titles) = (new Random(seed), peer.Peer.Client.Value, new Dictionary<string, string>());
        var changes = 0;
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(random.Next(15));
            var id = $"{name}-{random.Next(40)}";
            // Now and then one that fills many frames.
            var length = random.Next(20) == 0 ? random.Next(200_000) : 10;
            var title = (++changes).ToString(CultureInfo.InvariantCulture) + new string('x', length);
            await (titles.ContainsKey(id) ? peer.UpdateAsync(id, title) : peer.CreateAsync(id, title));
            await peer.CommitAsync(new LocalChange.Operation("Note", "tell", JsonText.OfString($"{name}-{changes}")));
            titles[id] = title;
        }
        return new(name, changes, titles);
    }

    private static async Task SameAsync(TestPeer server, TestPeer laptop, Written[] written)
    {
        foreach (var peer in (TestPeer[])[server, laptop])
        {
            foreach (var (id, title) in written.SelectMany(one => one.Titles))
                Assert.Equal(title, await peer.TitleAsync(id));
            var told = (await peer.LogAsync()).Select(recorded => recorded.Scribe).OfType<Scribe.Operation>()
                .Select(operation => operation.Data.ToString().Trim('"')).ToList();
            // Of each writer in its order, none missing and none twice.
            foreach (var one in written)
                Assert.Equal(
                    Enumerable.Range(1, one.Changes).Select(n => $"{one.Writer}-{n}"),
                    told.Where(data => data.StartsWith(one.Writer, StringComparison.Ordinal)));
        }
        Assert.Equal(await BodiesAsync(server), await BodiesAsync(laptop));
    }

    private static async Task<IEnumerable<string>> BodiesAsync(TestPeer peer) =>
        (await peer.Peer.ListAsync("Note", null, int.MaxValue)).Select(record =>
            $"{record.Key} {System.Text.Encoding.UTF8.GetString(RecordBody.Write(record.Value, Audience.Everyone))}");
}
