using Syncro.Tests.Kills;
using Syncro.Tests.Processes;
using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Faults;

/// <summary>Syncs and writes of a running node fail (invariants 1, 2, 13 and 14).</summary>
[Collection(WholeProcesses.Name)]
public sealed class FailingDiskSpecs : IDisposable
{
    private const int EnoughFailures = 6;

    private readonly ITestOutputHelper _output;
    private readonly Nodes _nodes;
    private readonly ProcessFaults _faults = new();
    private readonly Said _said = new("spec");
    private int _last;

    public FailingDiskSpecs(ITestOutputHelper output)
    {
        (_output, _nodes) = (output, new(output));
        _nodes.Environments["server"] = _faults.Environment;
    }

    public void Dispose()
    {
        _nodes.Dispose();
        _faults.Dispose();
    }

    private Task<NodeProcess> StartAsync() => _nodes.StartAsync(
        Repository.Path("hocon/server.hocon"), "server", 0,
        ["syncro.journal.write-timeout=2s", "syncro.journal.restart-min=50ms", "syncro.journal.restart-max=500ms"]);

    [FaultsTheory]
    [InlineData("SyncError", ProcessFaults.Eio, 1)]
    [InlineData("WriteError", ProcessFaults.Eio, 1)]
    [InlineData("WriteError", ProcessFaults.Enospc, 1)]
    [InlineData("SyncError", ProcessFaults.Eio, 3)]
    [InlineData("WriteError", ProcessFaults.Eio, 5)]
    public async Task What_the_journal_could_not_write_is_not_acknowledged_and_the_node_comes_back_by_itself(
        string fault, int error, int oneIn)
    {
        var node = await StartAsync();
        await PutAsync(node, () => _last < 30);
        (_faults[Fault.Journal], _faults[Fault.OneIn], _faults[Enum.Parse<Fault>(fault)]) = (1, oneIn, error);
        var before = _said.Acknowledged;
        await PutAsync(node, () => _faults.Failed < EnoughFailures);
        Assert.Equal(200, (await node.Api.CallAsync("GET", "/health/live")).Status);
        if (oneIn == 1)
            Assert.Equal(before, _said.Acknowledged);
        await EndsAsync(node);
    }

    // Its syncs are SQLite's own business, when it moves the log into the file; what they lose the journal has.
    [FaultsTheory]
    [InlineData("WriteError", ProcessFaults.Eio)]
    [InlineData("WriteError", ProcessFaults.Enospc)]
    public async Task What_the_record_store_could_not_write_it_gets_from_the_journal_later(string fault, int error)
    {
        var node = await StartAsync();
        await PutAsync(node, () => _last < 30);
        (_faults[Fault.Records], _faults[Fault.OneIn], _faults[Enum.Parse<Fault>(fault)]) = (1, 1, error);
        var before = _said.Acknowledged;
        await PutAsync(node, () => _faults.Failed < 2);
        Assert.True(_said.Acknowledged > before, "the journal was not struck");
        await node.Api.ExpectAsync(503, "GET", "/health/ready");
        await node.Api.ExpectAsync(503, "GET", "/api/export/Note");
        await EndsAsync(node);
    }

    [FaultsTheory]
    [InlineData("Journal", "SyncError")]
    [InlineData("Journal", "WriteError")]
    [InlineData("Records", "WriteError")]
    public async Task An_import_in_the_middle_of_which_the_disk_fails_says_how_far_it_came(string files, string fault)
    {
        var node = await StartAsync();
        var import = node.Api.CallAsync("POST", "/api/import/City", Cities.Text);
        await Eventually.HoldsAsync(async () => (await node.StatusAsync()).Position > 0, "the import to begin");
        (_faults[Enum.Parse<Fault>(files)], _faults[Fault.OneIn], _faults[Enum.Parse<Fault>(fault)]) = (1, 1, ProcessFaults.Eio);
        await Eventually.HoldsAsync(() => Task.FromResult(_faults.Failed > 0), "a failure");
        // Without a journal it ends by itself; a record store may come back.
        if (files == "Records")
            _faults.End();
        var answer = await import;
        await EndsAsync(node);
        Assert.True(answer.Status is 200 or 503 or 504, $"{answer.Status} {answer.Body}");
        var imported = (int)System.Text.Json.Nodes.JsonNode.Parse(answer.Body)!["imported"]!;
        _output.WriteLine($"{answer.Status}, {imported} imported");
        Assert.True(answer.Status == 200 ? imported == Cities.Lines.Length : imported < Cities.Lines.Length);
        var cities = await (await StartAsync()).Api.LinesAsync("City");
        Assert.All(Cities.Lines[..imported], line => Assert.True(cities.ContainsKey(Cities.IdOf(line)), $"{line} was imported"));
        Assert.Empty(cities.Keys.Except(Cities.Lines.Take(imported + 1000).Select(Cities.IdOf)));
    }

    /// <summary>The fault is over: the node takes changes again, and what it said holds, after <c>kill -9</c> too.</summary>
    private async Task EndsAsync(NodeProcess node)
    {
        _faults.End();
        await Eventually.HoldsAsync(
            async () => (await node.Api.CallAsync("GET", "/health/ready")).Status == 200, "the node to come back by itself");
        var until = _last + 20;
        await PutAsync(node, () => _last < until, Heard.Done);
        await HoldsAsync(node);
        await node.Kill9Async();
        await StorageAtRest.ReadCopyAsync(_nodes.File("server"));
        node = await StartAsync();
        await HoldsAsync(node);
        Assert.Equal(0, await node.TerminateAsync());
        var notes = (await StorageAtRest.ReadAsync(_nodes.File("server"))).Commits.SelectMany(commit => commit.Entries)
            .Select(entry => entry.Body.Record!.Value).Where(key => key.Class == "Note").ToList();
        Assert.Equal(notes.Distinct(), notes);
        _output.WriteLine($"{_faults.Failed} failures; {_said.Acknowledged} acknowledged, {_said.Unknown} unknown");
    }

    private async Task PutAsync(NodeProcess node, Func<bool> more, Heard? expected = null)
    {
        while (more())
        {
            var id = $"n{++_last:00000}";
            var answer = await node.Api.CallAsync("PUT", $"/api/models/Note/{id}", $"{{\"n\":{_last}}}");
            var heard = answer.Status switch { 201 => Heard.Done, 503 => Heard.NotDone, 504 => Heard.Unknown, _ => (Heard?)null };
            Assert.True(heard is not null && heard == (expected ?? heard), $"{answer.Status} {answer.Body}");
            _said.OfOwn("Note", id, $"{{\"id\":\"{id}\",\"n\":{_last}}}", heard.Value);
        }
    }

    private async Task HoldsAsync(NodeProcess node)
    {
        var notes = await node.Api.LinesAsync("Note");
        foreach (var ((_, id), may) in _said.Own)
            Assert.True(
                may.Contains(notes.GetValueOrDefault(id)), $"{id} is {notes.GetValueOrDefault(id)}, not {string.Join(" or ", may)}");
        Assert.Empty(notes.Keys.Except(_said.Own.Keys.Select(key => key.Id)));
    }
}
