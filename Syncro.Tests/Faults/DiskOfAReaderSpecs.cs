using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Faults;

/// <summary>The disk of a peer fails, or is slow, in the middle of what another sends it (invariants 6, 7, 13 and 19).</summary>
[Collection(WholeProcesses.Name)]
public sealed class DiskOfAReaderSpecs : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly ProcessFaults _faults = new();
    private readonly Pair _pair;

    public DiskOfAReaderSpecs(ITestOutputHelper output)
    {
        _output = output;
        _pair = new(output, "syncro.wire.reconnect-max=500ms", "syncro.journal.write-timeout=2s", "syncro.journal.restart-min=50ms",
            "syncro.journal.restart-max=500ms");
        _pair.Nodes.Environments["laptop"] = _faults.Environment;
    }

    public void Dispose()
    {
        _pair.Dispose();
        _faults.Dispose();
    }

    [FaultsTheory]
    [InlineData("Journal", "SyncError", 1)]
    [InlineData("Journal", "WriteError", 1)]
    [InlineData("Journal", "WriteError", 10)]
    [InlineData("Records", "WriteError", 1)]
    public async Task A_page_that_can_not_be_recorded_is_read_again(string files, string fault, int oneIn)
    {
        await _pair.StartAsync();
        (_faults[Enum.Parse<Fault>(files)], _faults[Fault.OneIn]) = (1, oneIn);
        var import = _pair.Server.Api.ExpectAsync(200, "POST", "/api/import/City", Cities.Text);
        await Eventually.HoldsAsync(async () => (await _pair.Laptop.StatusAsync()).Position > 0, "the first page to arrive");
        _faults[Enum.Parse<Fault>(fault)] = ProcessFaults.Eio;
        await Eventually.HoldsAsync(() => Task.FromResult(_faults.Failed > 3), "failures");
        await import;
        _faults.End();
        await _pair.MeetAsync();
        Assert.Equal(Cities.Lines.Length, (await _pair.Laptop.StatusAsync()).Records);
        await _pair.Laptop.Kill9Async();
        await StorageAtRest.ReadCopyAsync(_pair.Nodes.File("laptop"));
        await _pair.StartLaptopAsync();
        await _pair.MeetAsync();
        _output.WriteLine($"{_faults.Failed} failures");
    }
}
