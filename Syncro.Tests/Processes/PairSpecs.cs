using System.Text;
using System.Text.Json;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class PairSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly Pair _pair = new(output);

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task What_is_imported_into_one_is_the_same_bytes_on_both()
    {
        await _pair.StartAsync();
        Assert.Equal(("server", "laptop"), (_pair.Server.Client, _pair.Laptop.Client));
        foreach (var (name, file, count) in (IEnumerable<(string, string, int)>)[("Region", Cities.Regions, 3865), ("City", Cities.File, 19009)])
        {
            var import = await _pair.Laptop.RunCliAsync("import", name, file);
            Assert.Equal((0, ""), (import.Code, import.Error));
            Assert.EndsWith($"durable: {count}\n", import.Out, StringComparison.Ordinal);
        }
        await _pair.MeetAsync();
        foreach (var name in Pair.Classes)
        {
            var (here, there) = (await _pair.Server.RunCliAsync("export", name), await _pair.Laptop.RunCliAsync("export", name));
            Assert.Equal((0, ""), (here.Code, here.Error));
            Assert.Equal(here, there);
            Assert.Equal(here.Out, Encoding.UTF8.GetString(await _pair.Server.Api.ExportAsync(name)));
        }
        Assert.Equal(Cities.Lines.Select(Cities.IdOf), (await _pair.Server.Api.LinesAsync("City")).Keys);
        foreach (var node in (NodeProcess[])[_pair.Server, _pair.Laptop])
        {
            using var status = JsonDocument.Parse((await node.RunCliAsync("status", "--json")).Out);
            Assert.Equal(22874, status.RootElement.GetProperty("records").GetInt64());
            Assert.Equal(0, Assert.Single(status.RootElement.GetProperty("peers").EnumerateArray()).GetProperty("behind").GetInt64());
        }
    }
}
