using Syncro.Tests.Kills;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Faults;

/// <summary>Each sync takes 300 ms longer, and more is written than the disk takes in time (invariants 1, 2, 9 and 19).</summary>
[Collection(WholeProcesses.Name)]
public sealed class SlowDiskSpecs : IDisposable
{
    private const int Burst = 24;

    private readonly ITestOutputHelper _output;
    private readonly ProcessFaults _faults = new();
    private readonly Pair _pair;

    public SlowDiskSpecs(ITestOutputHelper output)
    {
        _output = output;
        _pair = new(output, "syncro.journal.write-timeout=1s", "syncro.wire.noop-interval=300ms", "syncro.wire.silence-timeout=30s");
        _pair.Nodes.Environments["laptop"] = _faults.Environment;
    }

    public void Dispose()
    {
        _pair.Dispose();
        _faults.Dispose();
    }

    [FaultsFact]
    public async Task Callers_are_told_that_the_outcome_is_unknown_and_the_link_stays()
    {
        await _pair.StartAsync();
        await _pair.MeetAsync();
        (_faults[Fault.Journal], _faults[Fault.SyncDelay]) = (1, 300);
        var said = new Said("spec");
        var text = new string('x', 400_000); // two fill a commit
        // Meanwhile the server's changes arrive at the slow disk.
        var pushed = Enumerable.Range(0, Burst).Select(i =>
            _pair.Server.Api.ExpectAsync(201, "PUT", $"/api/models/Note/s{i:00}", $"{{\"n\":{i}}}")).ToArray();
        var answers = await Task.WhenAll(Enumerable.Range(0, Burst).Select(i =>
            _pair.Laptop.Api.CallAsync("PUT", $"/api/models/City/n{i:00}", $"{{\"n\":{i},\"text\":\"{text}\"}}")));
        await Task.WhenAll(pushed);
        for (var i = 0; i < Burst; i++)
        {
            Assert.True(answers[i].Status is 201 or 503 or 504, answers[i].Body);
            var heard = answers[i].Status switch { 201 => Heard.Done, 503 => Heard.NotDone, _ => Heard.Unknown };
            said.OfOwn("City", $"n{i:00}", "there", heard);
        }
        _output.WriteLine($"{_faults[Fault.SyncsDelayed]} slow syncs; {said.Acknowledged} acknowledged, {said.Unknown} unknown");
        Assert.True(said.Unknown > 0, "the disk was fast enough");
        await _pair.MeetAsync();
        await HoldsAsync(said);
        _faults.End();
        await _pair.MeetAsync();
        await HoldsAsync(said);
        Assert.Equal(1, Times(_pair.Laptop.Log, "In session with server"));
        Assert.Equal(0, await _pair.Laptop.TerminateAsync());
        await StorageAtRest.ReadAsync(_pair.Nodes.File("laptop"));
    }

    [FaultsFact]
    public async Task A_node_starts_for_the_first_time_although_its_journal_takes_long_to_open()
    {
        (_faults[Fault.Journal], _faults[Fault.SyncDelay]) = (1, 2500);
        await _pair.StartLaptopAsync();
        Assert.True(_faults[Fault.SyncsDelayed] > 2, "nothing was slow");
        _faults.End();
        await _pair.Laptop.Api.ExpectAsync(201, "PUT", "/api/models/Note/n1", "{\"n\":1}");
    }

    private async Task HoldsAsync(Said said)
    {
        var cities = await _pair.Laptop.Api.LinesAsync("City");
        foreach (var ((_, id), may) in said.Own)
            Assert.True(may.Contains(cities.ContainsKey(id) ? "there" : null), $"{id} is {(cities.ContainsKey(id) ? "" : "not ")}there");
        Assert.Equal(Burst, (await _pair.Laptop.Api.LinesAsync("Note")).Count);
    }

    private static int Times(string text, string part) => text.Split(part).Length - 1;
}
