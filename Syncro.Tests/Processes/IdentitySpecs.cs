using System.Text.RegularExpressions;
using Syncro.Tests.Settings;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

/// <summary>A directory that was copied, and the command that makes the copy another client's.</summary>
[Collection(WholeProcesses.Name)]
public sealed partial class IdentitySpecs(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 6;

    private readonly Pair _pair = new(output);

    public void Dispose() => _pair.Dispose();

    private string Copy => _pair.Nodes.File("copy");

    private string[] Sets => [
        "--set", $"syncro.storage.directory={Copy}", $"syncro.peers.server.uri=tcp://{_pair.Server.Tcp}"];

    private Task<Ended> IdentityAsync(string command, string file = "hocon/phone.hocon") =>
        SyncroProcess.RunAsync(["identity", command, Repository.Path(file), .. Sets]);

    private Task<NodeProcess> StartCopyAsync(string file) =>
        _pair.Nodes.StartAsync(Repository.Path(file), "copy", 0, $"syncro.peers.server.uri=tcp://{_pair.Server.Tcp}");

    private void CopyLaptop()
    {
        Directory.CreateDirectory(Copy);
        foreach (var file in Directory.GetFiles(_pair.Nodes.File("laptop")).Where(file => Path.GetFileName(file) != "lock"))
            File.Copy(file, Path.Combine(Copy, Path.GetFileName(file)));
    }

    private static async Task<string?> ErrorAsync(NodeProcess node, string client) =>
        (await node.StatusAsync()).Peers.Single(peer => peer.Client == client).LastError;

    [Fact]
    public async Task A_clone_is_told_what_it_is_and_keeps_what_it_wrote_under_a_GUID_of_its_own()
    {
        const string Told = "'laptop' is connected already, with another history: two peers run with one identity";
        await _pair.StartAsync();
        await _pair.Laptop.Api.ExpectAsync(201, "PUT", "/api/models/City/c1", """{"name":"before"}""");
        await _pair.MeetAsync();
        Assert.Equal(0, await _pair.Laptop.TerminateAsync());
        CopyLaptop();
        await _pair.StartLaptopAsync();
        await _pair.Laptop.Api.ExpectAsync(201, "PUT", "/api/models/City/c2", """{"name":"of the laptop"}""");
        await _pair.MeetAsync();

        var clone = await StartCopyAsync("hocon/laptop.hocon");
        await Eventually.HoldsAsync(
            async () => (await ErrorAsync(clone, "server"))?.Contains($"refused by the other side: 409 {Told}", StringComparison.Ordinal) == true,
            "the clone says why");
        Assert.Contains($"409 {Told}", await ErrorAsync(_pair.Server, "laptop"), StringComparison.Ordinal);
        Assert.Contains(Told, clone.Log, StringComparison.Ordinal);
        Assert.Contains(Told, _pair.Server.Log, StringComparison.Ordinal);
        await clone.Api.ExpectAsync(201, "PUT", "/api/models/City/c3", """{"name":"of the clone"}""");
        await clone.Api.ExpectAsync(200, "PATCH", "/api/models/City/c1", """{"name":"of the clone"}""");
        await _pair.Laptop.Api.ExpectAsync(200, "PATCH", "/api/models/City/c1", """{"visits":1}""");
        await _pair.MeetAsync();
        Assert.Null(await ErrorAsync(_pair.Laptop, "server"));

        var running = await IdentityAsync("new");
        Assert.Equal((2, ""), (running.Code, running.Out));
        Assert.Contains("used by another process", running.Error, StringComparison.Ordinal);
        Assert.Equal(0, await clone.TerminateAsync());
        var same = await IdentityAsync("new", "hocon/laptop.hocon");
        Assert.Equal(2, same.Code);
        Assert.Contains("syncro.client is 'laptop'", same.Error, StringComparison.Ordinal);
        Assert.StartsWith("client: laptop\njournal: ", (await IdentityAsync("show")).Out, StringComparison.Ordinal);

        var renewed = await IdentityAsync("new");
        Assert.Equal((0, ""), (renewed.Code, renewed.Error));
        Assert.Matches(Line(), renewed.Out);
        Assert.StartsWith("client: phone\njournal: ", (await IdentityAsync("show")).Out, StringComparison.Ordinal);
        var phone = await StartCopyAsync("hocon/phone.hocon");
        await Eventually.HoldsAsync(
            async () => (await phone.StatusAsync()).InSync && (await _pair.Server.StatusAsync()).InSync, "all in sync");
        await _pair.MeetAsync();
        await phone.Api.SameAsync(_pair.Server.Api, "City");
        var cities = await phone.Api.LinesAsync("City");
        Assert.Equal("""{"id":"c1","name":"of the clone","visits":1}""", cities["c1"]);
        Assert.Equal(["c1", "c2", "c3"], cities.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Killed_at_any_moment_the_storage_is_the_old_clients_or_the_new_ones_and_the_command_finishes()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await _pair.StartServerAsync();
        var laptop = await _pair.Nodes.StartAsync(Repository.Path("hocon/laptop.hocon"), "laptop", 0, "syncro.peers.server.uri=tcp://127.0.0.1:1");
        Assert.Equal(0, (await laptop.RunCliAsync("import", "City", Cities.File)).Code);
        Assert.Equal(0, await laptop.TerminateAsync());
        CopyLaptop();
        var old = (await IdentityAsync("show")).Out;
        Assert.StartsWith("client: laptop\n", old, StringComparison.Ordinal);
        for (var kill = 0; kill < Kills; kill++)
        {
            using var command = SyncroProcess.Start(["identity", "new", Repository.Path("hocon/phone.hocon"), .. Sets]);
            await Task.Delay(random.Next(3000));
            command.Kill();
            await command.EndAsync();
            var shown = (await IdentityAsync("show")).Out;
            output.WriteLine($"after kill {kill}: {shown.Split('\n')[0]}");
            if (shown == old)
                continue;
            Assert.StartsWith("client: phone\n", shown, StringComparison.Ordinal);
            break;
        }
        var ended = await IdentityAsync("new");
        Assert.True(ended.Code == 0 ? Line().IsMatch(ended.Out) : ended.Error.Contains("'phone'", StringComparison.Ordinal), ended.Error);
        var phone = await StartCopyAsync("hocon/phone.hocon");
        await Eventually.HoldsAsync(async () => (await phone.StatusAsync()).InSync, "all is at the server");
        await phone.Api.SameAsync(_pair.Server.Api, "City");
        Assert.Equal(Cities.Lines.Length, (await _pair.Server.Api.LinesAsync("City")).Count);
    }

    [GeneratedRegex("^identity: old=laptop new=phone carried=[1-9][0-9]* files=[^\n]*/copy/[0-9a-f]{12}-[0-9TZ]+\n$")]
    private static partial Regex Line();
}
