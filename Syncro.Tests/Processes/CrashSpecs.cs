using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Syncro.Tests.Processes;

[Collection(WholeProcesses.Name)]
public sealed class CrashSpecs(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 6;
    private const int Lines = 5000;

    // Crash after crash, the pauses before dialling would grow to most of the time.
    private readonly Pair _pair = new(output, "syncro.wire.reconnect-max=1s");

    public void Dispose() => _pair.Dispose();

    [Fact]
    public async Task What_an_import_called_durable_outlives_kill_9()
    {
        var seed = Environment.TickCount64;
        output.WriteLine($"seed {seed}");
        var random = new Random((int)seed);
        await _pair.StartAsync();
        for (var round = 1; round <= Rounds; round++)
            await RoundAsync(round, random);
    }

    private async Task RoundAsync(int round, Random random)
    {
        var (intoServer, killServer) = (random.Next(2) == 0, random.Next(2) == 0);
        var (into, victim) = (intoServer ? _pair.Server : _pair.Laptop, killServer ? _pair.Server : _pair.Laptop);
        var file = _pair.Nodes.Write("round.ndjson", string.Concat(Cities.Lines[..Lines].Select(line => $"{line[..^1]},\"round\":{round}}}\n")));
        using var import = into.StartCli("import", "City", file);
        if (random.Next(4) > 0)
            await import.LineAsync("durable: ");
        await Task.Delay(random.Next(700));
        await victim.Kill9Async();
        var durable = Durable(await import.EndAsync());
        output.WriteLine($"round {round}: into {into.Client}, {victim.Client} killed, {durable} durable");
        await StorageAtRest.ReadCopyAsync(_pair.Nodes.File(victim.Client));

        await (killServer ? _pair.StartServerAsync() : _pair.StartLaptopAsync());
        await _pair.MeetAsync();
        var cities = await _pair.Server.Api.LinesAsync("City"); // throws where an id is there twice
        foreach (var line in Cities.Lines[..durable])
            Assert.Equal(round, (int?)JsonNode.Parse(cities[Cities.IdOf(line)])!["round"]);
        Assert.Empty(cities.Keys.Except(Cities.Lines[..Lines].Select(Cities.IdOf)));
        Assert.Equal(cities.Count, (await _pair.Laptop.StatusAsync()).Records);
    }

    private static int Durable(Ended import)
    {
        Assert.True(import.Code is 0 or 1, import.Error);
        var reported = import.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => int.Parse(line["durable: ".Length..], CultureInfo.InvariantCulture)).LastOrDefault();
        Assert.Equal(import.Code == 0, reported == Lines);
        return reported;
    }
}
