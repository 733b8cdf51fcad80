using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class OfflineSpecs(ITestOutputHelper output) : IDisposable
{
    private static readonly ParallelOptions Callers = new() { MaxDegreeOfParallelism = 16 };

    private readonly Pair _pair = new(output);
    private readonly string[] _ids = [.. Cities.Lines.Select(Cities.IdOf)];

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task What_was_edited_apart_comes_together()
    {
        var (edited, destroyed) = (_ids[..1000], _ids[1000..1100]);
        await _pair.StartAsync();
        Assert.Equal(0, (await _pair.Server.RunCliAsync("import", "City", Cities.File)).Code);
        await _pair.MeetAsync();

        Assert.Equal(0, await _pair.Server.TerminateAsync());
        await EachAsync(edited, id => PatchAsync(_pair.Laptop, id, "{\"visits\":1001}"));
        await EachAsync(destroyed, id => _pair.Laptop.Api.ExpectAsync(204, "DELETE", $"/api/models/City/{id}"));
        Assert.Equal(0, await _pair.Laptop.TerminateAsync());

        await _pair.StartServerAsync();
        await EachAsync(edited, id => PatchAsync(_pair.Server, id, $"{{\"name\":\"New {id}\"}}"));
        await EachAsync(edited[..500], id => PatchAsync(_pair.Server, id, "{\"visits\":2002}"));
        // Here they are not gone yet.
        await EachAsync(destroyed[..20], id => PatchAsync(_pair.Server, id, "{\"visits\":3003}"));
        Assert.Equal(0, await _pair.Server.TerminateAsync());

        await _pair.StartAsync();
        var ready = Stopwatch.StartNew();
        await _pair.MeetAsync(TimeSpan.FromSeconds(15));
        output.WriteLine($"together {ready.ElapsedMilliseconds} ms after both were ready");
        var cities = await _pair.Laptop.Api.LinesAsync("City");
        Assert.Equal(_ids.Except(destroyed), cities.Keys);
        for (var i = 0; i < edited.Length; i++)
        {
            var city = JsonNode.Parse(cities[edited[i]])!;
            Assert.Equal($"New {edited[i]}", (string?)city["name"]);
            Assert.Equal(i < 500 ? 2002 : 1001, (int?)city["visits"]);
        }
    }

    private static async Task PatchAsync(NodeProcess node, string id, string json) =>
        await node.Api.ExpectAsync(200, "PATCH", $"/api/models/City/{id}", json);

    private static Task EachAsync(string[] ids, Func<string, Task> work) =>
        Parallel.ForEachAsync(ids, Callers, async (id, _) => await work(id));
}
