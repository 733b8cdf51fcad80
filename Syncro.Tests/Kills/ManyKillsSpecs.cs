using System.Diagnostics;
using Syncro.Scribes;
using Syncro.Tests.Faults;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Kills;

/// <summary>
/// Three nodes in a line, killed again and again while all three are written to and compacted. SYNCRO_KILLS sets how often, and
/// SYNCRO_KILLS_SEED what is drawn.
/// </summary>
[Collection(WholeProcesses.Name)]
public sealed class ManyKillsSpecs : IDisposable
{
    private const int CheckEvery = 4;

    // A machine with much else to do may never come to what is meant to be struck.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly int Kills = Drawn.Number("SYNCRO_KILLS", 60);

    private readonly ITestOutputHelper _output;
    private readonly Random _random;
    private readonly Line _line;
    private readonly int[] _killed = new int[Enum.GetValues<At>().Length];
    private readonly Dictionary<string, StorageAtRest> _seen = [];
    private readonly Dictionary<string, Dictionary<RecordKey, long>> _recorded = [];

    public ManyKillsSpecs(ITestOutputHelper output)
    {
        _output = output;
        _random = new(Drawn.Seed("SYNCRO_KILLS_SEED", output));
        _line = new(output, _random);
    }

    /// <summary>What nodes were killed at too seldom as yet.</summary>
    private IEnumerable<At> Few =>
        ((At[])[At.Importing, At.CatchingUp, At.Live, At.Recovering]).Where(at => _killed[(int)at] < Math.Max(1, Kills / 20));

    public void Dispose() => _line.Dispose();

    [FaultsFact]
    public async Task Invariants_1_to_6_9_and_14_hold_after_many_kills()
    {
        var clock = Stopwatch.StartNew();
        await _line.StartAsync();
        for (var i = 0; i < Writer.Shared; i++)
            await _line.Nodes[0].Api.ExpectAsync(201, "PUT", $"/api/models/{Writer.Shares}/s{i}", "{\"n\":\"nobody:0\"}");
        await _line.MeetAsync();
        using (var stop = new CancellationTokenSource())
        {
            var writing = _line.Nodes.Select(node => node.Writer.RunAsync(stop.Token)).ToArray();
            for (var round = 1; _killed.Sum() < Kills || (Few.Any() && _killed.Sum() < 2 * Kills); round++)
            {
                await RoundAsync(round % CheckEvery == 0);
                if (writing.FirstOrDefault(writer => writer.IsCompleted) is { } failed)
                    await failed;
            }
            await stop.CancelAsync();
            await Task.WhenAll(writing);
        }
        await _line.MeetAsync();
        var said = _line.Nodes.Select(node => node.Writer.Said).ToList();
        _output.WriteLine(
            $"{_killed.Sum()} kills ({string.Join(", ", Enum.GetValues<At>().Select(at => $"{at} {_killed[(int)at]}"))}), "
            + $"{said.Sum(one => one.Acknowledged)} changes acknowledged, {said.Sum(one => one.Unknown)} unknown, {said.Sum(one => one.Compacted)} compactions, "
            + $"{clock.Elapsed.TotalSeconds:0} s");
        await CheckAsync(said);
        Assert.Empty(Few);
        Assert.True(said.Sum(one => one.Unknown) > 0, "no outcome was unknown");
    }

    private async Task CheckAsync(List<Said> said)
    {
        await Reckoning.RecordsAsync(_line.Nodes[0].Api, said);
        Assert.All(await Task.WhenAll(_line.Nodes.Select(node => node.TerminateAsync())), code => Assert.Equal(0, code));
        HashSet<RecordKey>? told = null;
        foreach (var node in _line.Nodes)
        {
            var storage = await StorageAtRest.ReadAsync(node.Directory);
            Look(node, storage);
            Assert.True(storage.Gone > 0, $"{node.Name} was never compacted");
            told ??= Reckoning.Once(storage, said);
            Assert.True(told.SetEquals(Reckoning.Once(storage, said)), $"{node.Name} has other operations");
        }
    }

    /// <summary>Kills some of them, often while they import; then, often, again while they recover or catch up.</summary>
    private async Task RoundAsync(bool check)
    {
        LineNode[] victims = [.. _line.Nodes];
        _random.Shuffle(victims);
        victims = victims[..(_random.Next(10) switch { < 3 => 1, < 6 => 2, _ => 3 })];
        var at = _random.Next(2) == 0 ? At.Importing : At.Live;
        victims[0].Writer.ImportsNext = at == At.Importing;
        var until = DateTime.UtcNow + Patience;
        await Eventually.HoldsAsync(
            async () => await victims[0].AtAsync() == at || DateTime.UtcNow > until, $"{victims[0].Name} to be {at}");
        await Task.Delay(_random.Next(50));
        Count(await Task.WhenAll(victims.Select(node => node.KillAsync())));
        if (check)
            await CheckAsync(victims[0]);
        switch (_random.Next(3))
        {
            case 0:
                var moments = victims.Select(node => (Node: node, After: TimeSpan.FromMilliseconds(_random.Next(400)))).ToList();
                Count(await Task.WhenAll(moments.Select(moment => moment.Node.KillWhileStartingAsync(moment.After))));
                break;
            case 1:
                await Task.WhenAll(victims.Select(node => node.StartAsync()));
                await Task.Delay(_random.Next(200));
                Count(await Task.WhenAll(victims.Select(node => node.KillAsync())));
                break;
        }
        await Task.WhenAll(victims.Select(node => node.StartAsync()));
    }

    private async Task CheckAsync(LineNode node)
    {
        var storage = await StorageAtRest.ReadCopyAsync(node.Directory);
        Look(node, storage);
        _seen[node.Name] = storage;
    }

    private void Look(LineNode node, StorageAtRest storage)
    {
        if (_seen.TryGetValue(node.Name, out var earlier))
            storage.Continues(earlier);
        if (!_recorded.TryGetValue(node.Name, out var recorded))
            _recorded[node.Name] = recorded = [];
        Reckoning.KeepsItsPlace(storage, recorded);
    }

    private void Count(At[] killed)
    {
        foreach (var at in killed)
            _killed[(int)at]++;
    }
}
