using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class FullDiskSpecs(ITestOutputHelper output) : IDisposable
{
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
        await Eventually.HoldsAsync(
            async () => (await node.Api.CallAsync("GET", "/health/ready")).Status == 200, "the node to come back by itself");
        kept.Add(await node.Api.ExpectAsync(201, "PUT", "/api/models/Note/n99", "{\"v\":99}"));
        await HoldsAsync(node, kept);
        Assert.Equal(0, await node.TerminateAsync());
        await HoldsAsync(await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server"), kept);
    }

    // A write whose outcome was unknown may be there or not.
    private static async Task HoldsAsync(NodeProcess node, IEnumerable<string> kept) =>
        Assert.Equal(kept, (await node.Api.LinesAsync("Note")).Where(line => line.Key != "late").Select(line => line.Value));
}
