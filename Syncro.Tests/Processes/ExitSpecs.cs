using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class ExitSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly Nodes _nodes = new(output);

    public void Dispose() => _nodes.Dispose();

    [Fact]
    public async Task Exit_codes_tell_done_from_failed_from_wrong()
    {
        var node = await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "server");
        Assert.Equal(new(0, "{\"id\":\"n\",\"v\":1}\n", ""), await node.RunCliAsync("put", "Note", "n", "{\"v\":1}"));
        Assert.Equal(new(1, "", "syncro: 404: no record Note \"m\"\n"), await node.RunCliAsync("get", "Note", "m"));
        Assert.Equal(1, (await node.RunCliAsync("put", "Secret", "n", "{}")).Code);
        Assert.Equal(2, (await node.RunCliAsync("walk")).Code);
        Assert.Equal(0, await node.TerminateAsync());
        var gone = await node.RunCliAsync("get", "Note", "n");
        Assert.Equal((1, ""), (gone.Code, gone.Out));
        Assert.StartsWith($"syncro: {node.Url} can't be reached: ", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SIGTERM_is_left_with_0_while_others_are_connected()
    {
        using var pair = new Pair(output);
        await pair.StartAsync();
        using var watch = pair.Server.StartCli("watch");
        // Whoever watches begins now: what is put until it does is not shown.
        await Eventually.HoldsAsync(async () =>
        {
            await pair.Laptop.Api.CallAsync("POST", "/api/models/Note", "{}");
            return watch.Out.Length > 0;
        }, "a change to be watched");
        Assert.Equal(0, await pair.Server.TerminateAsync());
        var ended = await watch.EndAsync();
        Assert.Equal((1, "syncro: the node ended the stream\n"), (ended.Code, ended.Error));
        Assert.Equal(0, await pair.Laptop.TerminateAsync());
    }
}
