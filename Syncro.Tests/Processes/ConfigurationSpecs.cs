using System.Net;
using System.Net.Sockets;
using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class ConfigurationSpecs(ITestOutputHelper output) : IDisposable
{
    private readonly Nodes _nodes = new(output);

    public void Dispose() => _nodes.Dispose();

    [Theory]
    [InlineData("syncro.nonsense=1", "syncro.nonsense is unknown")]
    [InlineData("syncro.storage.directory=/dev/null/x", "syncro.storage.directory is '/dev/null/x', which can't be written")]
    [InlineData("syncro.listen.main.uri=udp://127.0.0.1:1", "syncro.listen.main.uri is 'udp://127.0.0.1:1'")]
    [InlineData("syncro.peers.x.uri=tcp://127.0.0.1:99999", "syncro.peers.x.uri is 'tcp://127.0.0.1:99999'")]
    [InlineData("syncro.models.City.readers=owner", "syncro.models.City.readers is not a list")]
    [InlineData("syncro.models.City.writers=[\"\"]", "syncro.models.City.writers holds '': attribute name is empty")]
    [InlineData("syncro.journal.write-timeout=soon", "syncro.journal.write-timeout is 'soon'")]
    public async Task A_wrong_setting_is_named(string set, string named) =>
        Refused(await RunAsync(Repository.Path("hocon/server.hocon"), set), named);

    [Fact]
    public async Task A_file_that_is_missing_or_no_HOCON_is_named()
    {
        Refused(await RunAsync(_nodes.File("none.hocon")), _nodes.File("none.hocon"), "no such file");
        var file = _nodes.Write("bad.hocon", "syncro {\n  client = server\n");
        Refused(await RunAsync(file), file, "line 1");
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = other.LocalEndpoint.ToString()!;
        Refused(await RunAsync(Repository.Path("hocon/server.hocon"), $"syncro.listen.main.uri=tcp://{address}"),
            "listener 'main'", $"tcp://{address}", "in use");
        Refused(await RunAsync(Repository.Path("hocon/server.hocon"), $"syncro.node.http.uri=http://{address}"),
            "syncro.node.http.uri", $"http://{address}", "in use");
    }

    [Fact]
    public async Task A_storage_has_one_client_and_one_process()
    {
        var node = await _nodes.StartAsync(Repository.Path("hocon/server.hocon"), "x");
        Refused(await RunAsync(Repository.Path("hocon/server.hocon")), _nodes.File("x"), "used by another process");
        Assert.Equal(0, await node.TerminateAsync());
        Refused(await RunAsync(Repository.Path("hocon/laptop.hocon")), "storage belongs to client 'server', not to 'laptop'");
    }

    private Task<Ended> RunAsync(string file, params string[] sets) => SyncroProcess.RunAsync([
        "run", file, "--set", $"syncro.storage.directory={_nodes.File("x")}", "syncro.listen.main.uri=tcp://127.0.0.1:0",
        $"syncro.node.http.uri={Nodes.AnyPort}", .. sets]);

    private static void Refused(Ended ended, params string[] named)
    {
        Assert.Equal((2, ""), (ended.Code, ended.Out));
        Assert.Single(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("syncro: ", ended.Error, StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(name, ended.Error, StringComparison.Ordinal));
    }
}
