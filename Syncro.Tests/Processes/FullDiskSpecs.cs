using System.Text.Json.Nodes;
using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class FullDiskSpecs(ITestOutputHelper output) : IDisposable
{
    private const int Left = 1500 << 10;

    private static readonly string[] Quick = ["syncro.journal.restart-min=50ms", "syncro.journal.restart-max=500ms"];

    private readonly Nodes _nodes = new(output);

    public void Dispose() => _nodes.Dispose();

    [SmallDiskFact]
    public async Task A_full_disk_takes_nothing_loses_nothing_and_passes()
    {
        using var disk = new SmallDisk(_nodes.File("server"));
        var node = await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server");
        var kept = new List<string>();
        for (var i = 0; i < 50; i++)
            kept.Add(await node.Api.ExpectAsync(201, "PUT", $"/api/models/Note/n{i:00}", $"{{\"v\":{i}}}"));

        disk.Fill();
        var late = $"{{\"text\":\"{new string('x', 400_000)}\"}}";
        await Eventually.HoldsAsync(async () =>
        {
            var refused = await node.Api.CallAsync("PUT", "/api/models/Note/late", late);
            output.WriteLine($"{refused.Status} {refused.Body}");
            Assert.True(refused.Status is 503 or 504, $"{refused.Status} {refused.Body}");
            return (await node.Api.CallAsync("GET", "/health/ready")).Status == 503;
        }, "a refused write to show in /health/ready");
        Assert.Equal(200, (await node.Api.CallAsync("GET", "/health/live")).Status);
        Assert.Equal(kept[7], await node.Api.ExpectAsync(200, "GET", "/api/models/Note/n07"));

        disk.MakeRoom();
        await ReadyAsync(node);
        kept.Add(await node.Api.ExpectAsync(201, "PUT", "/api/models/Note/n99", "{\"v\":99}"));
        await HoldsAsync(node, kept);
        Assert.Equal(0, await node.TerminateAsync());
        await HoldsAsync(await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server"), kept);
    }

    [SmallDiskFact]
    public async Task A_disk_that_fills_in_the_middle_of_an_import_keeps_what_was_said_to_be_imported()
    {
        using var disk = new SmallDisk(_nodes.File("server"), megabytes: 64);
        var node = await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server", sets: Quick);
        disk.Fill(left: Left);
        var stopped = await node.Api.CallAsync("POST", "/api/import/City", Cities.Text);
        output.WriteLine(stopped.Body);
        Assert.True(stopped.Status is 503 or 504, $"{stopped.Status} {stopped.Body}");
        var imported = (int)JsonNode.Parse(stopped.Body)!["imported"]!;
        Assert.InRange(imported, 1, Cities.Lines.Length - 1);
        disk.MakeRoom();
        await ReadyAsync(node);
        await ImportedAsync(node, imported);
        await node.Kill9Async();
        await StorageAtRest.ReadCopyAsync(_nodes.File("server"));
        node = await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server", sets: Quick);
        await ImportedAsync(node, imported);
        await node.Api.ExpectAsync(200, "POST", "/api/import/City", Cities.Text);
        Assert.Equal(Cities.Lines.Length, (await node.StatusAsync()).Records);
    }

    [SmallDiskFact]
    public async Task A_disk_that_fills_in_the_middle_of_what_another_peer_sends_gets_the_rest_when_there_is_room()
    {
        using var pair = new Pair(output, [.. Quick, "syncro.wire.reconnect-max=500ms"]);
        using var disk = new SmallDisk(pair.Nodes.File("laptop"), megabytes: 64);
        await pair.StartAsync();
        await pair.MeetAsync();
        disk.Fill(left: Left);
        await pair.Server.Api.ExpectAsync(200, "POST", "/api/import/City", Cities.Text);
        await Eventually.HoldsAsync(
            async () => (await pair.Laptop.Api.CallAsync("GET", "/health/ready")).Status == 503, "the laptop's disk to be full");
        disk.MakeRoom();
        await pair.MeetAsync();
        Assert.Equal(Cities.Lines.Length, (await pair.Laptop.StatusAsync()).Records);
        await pair.Laptop.Kill9Async();
        await StorageAtRest.ReadCopyAsync(pair.Nodes.File("laptop"));
    }

    [SmallDiskFact]
    public async Task A_record_store_without_room_stops_no_acknowledgement_and_follows_the_journal_later()
    {
        using var disk = new SmallDisk(_nodes.File("records"));
        var node = await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server", 0, [
            "syncro.storage.records.provider=SQLite.MS",
            $"syncro.storage.records.connection-string=\"Data Source={Path.Combine(_nodes.File("records"), "records.db")}\""]);
        await node.Api.ExpectAsync(201, "PUT", "/api/models/Note/n000", "{\"v\":0}");
        disk.Fill();
        var kept = new List<string>();
        await Eventually.HoldsAsync(async () =>
        {
            kept.Add(await node.Api.ExpectAsync(
                201, "PUT", $"/api/models/Note/n{kept.Count + 1:000}", $"{{\"text\":\"{new string('x', 5000)}\"}}"));
            return (await node.Api.CallAsync("GET", "/health/ready")).Status == 503;
        }, "the record store to have no room");
        Assert.Equal(kept[^1], await node.Api.ExpectAsync(200, "GET", $"/api/models/Note/n{kept.Count:000}"));
        await node.Api.ExpectAsync(503, "GET", "/api/export/Note");
        disk.MakeRoom();
        await ReadyAsync(node);
        Assert.Equal(kept, (await node.Api.LinesAsync("Note")).Values.Skip(1));
    }

    private static Task ReadyAsync(NodeProcess node) => Eventually.HoldsAsync(
        async () => (await node.Api.CallAsync("GET", "/health/ready")).Status == 200, "the node to come back by itself");

    // What was in flight when the disk was full may be there or not: a chunk in the making, and the one before it.
    private static async Task ImportedAsync(NodeProcess node, int imported)
    {
        var ids = Cities.Lines.Select(Cities.IdOf).ToList();
        var there = (await node.Api.LinesAsync("City")).Keys.ToHashSet();
        Assert.All(ids[..imported], id => Assert.Contains(id, there));
        Assert.Empty(there.Except(ids.Take(imported + 1000)));
    }

    // A write whose outcome was unknown may be there or not.
    private static async Task HoldsAsync(NodeProcess node, IEnumerable<string> kept) =>
        Assert.Equal(kept, (await node.Api.LinesAsync("Note")).Where(line => line.Key != "late").Select(line => line.Value));
}
