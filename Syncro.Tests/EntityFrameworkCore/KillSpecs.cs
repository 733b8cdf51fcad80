using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Syncro.Scribes;
using Syncro.Tests.Kills;
using Syncro.Tests.Peers;
using Syncro.Tests.Processes;
using Syncro.Tests.Records;
using Xunit.Abstractions;

namespace Syncro.Tests.EntityFrameworkCore;

/// <summary>
/// Two programs that save related rows, killed again and again. SYNCRO_ROW_KILLS sets how often each of them.
/// </summary>
[Collection(WholeProcesses.Name)]
public sealed class KillSpecs(ITestOutputHelper output) : IDisposable
{
    private static readonly int KillsOfEach = Drawn.Number("SYNCRO_ROW_KILLS", 10);

    private readonly TempDirectory _directory = new();
    private readonly string _serverPort = Nodes.FreePort().ToString(CultureInfo.InvariantCulture);
    private readonly string _laptopPort = Nodes.FreePort().ToString(CultureInfo.InvariantCulture);

    public void Dispose() => _directory.Dispose();

    private sealed record Said(List<string[]> Saved, HashSet<string> Deleting, HashSet<string> Deleted);

    [Fact]
    public async Task What_was_saved_outlives_kill_9_on_both_sides_and_rows_and_records_agree()
    {
        var seed = (int)Environment.TickCount64;
        output.WriteLine($"seed {seed}");
        var said = await Task.WhenAll(
            WriteAsync("server", _serverPort, "", new(seed)), WriteAsync("laptop", _laptopPort, _serverPort, new(seed + 1)));
        await using var server = await AtlasWriter.StartAsync("server", _directory.Path, _serverPort, "");
        await using var laptop = await AtlasWriter.StartAsync("laptop", _directory.Path, _laptopPort, _serverPort);
        foreach (var peer in (AtlasPeer[])[server, laptop])
            await Wait.Until("the outbox is empty", async () => (await peer.Database.StatusAsync()).Outbox == 0);
        await Wait.ForSync(laptop.Peer, "server");
        foreach (var peer in (AtlasPeer[])[server, laptop])
            await AgreesAsync(peer, said);
        Assert.Equal(await server.RowsAsync(), await laptop.RowsAsync());
    }

    private async Task<Said> WriteAsync(string client, string port, string server, Random random)
    {
        var said = new Said([], [], []);
        for (var kill = 0; kill < KillsOfEach; kill++)
        {
            using var process = SyncroProcess.Start([AtlasWriter.Name, client, _directory.Path, port, server], program: "Syncro.Tests.dll");
            // Now and then before it has saved anything; else at some moment among its saves.
            if (random.Next(5) == 0)
                await process.LineAsync("ready");
            else
                await process.LineAsync("saved", 1 + random.Next(10));
            await Task.Delay(random.Next(100));
            process.Kill();
            var ended = await process.EndAsync();
            Assert.Equal("", ended.Error);
            // What follows the last line's end was not said.
            foreach (var line in ended.Out.Split('\n')[..^1].Select(line => line.Split(' ')))
                if (line[0] == "saved")
                    said.Saved.Add(line[1..]);
                else if (line[0] != "ready")
                    (line[0] == "deleting" ? said.Deleting : said.Deleted).Add(line[1]);
        }
        output.WriteLine($"{client}: {said.Saved.Count} saved, {said.Deleted.Count} deleted");
        Assert.NotEmpty(said.Saved);
        return said;
    }

    private static async Task AgreesAsync(AtlasPeer peer, Said[] said)
    {
        var (regions, cities) = (await RecordsAsync(peer, "Region"), await RecordsAsync(peer, "City"));
        bool Stands(RecordState? city) => city is not null && regions.ContainsKey(RegionOf(city));
        await Wait.Until("rows are as many as records", async () =>
        {
            await using var atlas = peer.Open();
            return await atlas.Regions.CountAsync() == regions.Count && await atlas.Cities.CountAsync() == cities.Values.Count(Stands);
        });
        await using var atlas = peer.Open();
        Assert.Equal(regions.Keys.Order(StringComparer.Ordinal), (await atlas.Regions.Select(region => region.Id).ToListAsync()).Order(StringComparer.Ordinal));
        foreach (var city in await atlas.Cities.AsNoTracking().ToListAsync())
        {
            var record = cities[city.Id.ToString()];
            Assert.Equal(record["name"], JsonText.OfString(city.Name));
            Assert.Equal(RegionOf(record), city.RegionId);
            // SQLite's provider keeps no scale; the record does.
            Assert.Equal(city.Area is null ? JsonText.Null : JsonText.Parse("1.10"), record["area"] ?? JsonText.Null);
            Assert.True(city.Area is null or 1.10m);
        }
        Assert.Empty(await atlas.Database.SqlQueryRaw<string>("SELECT \"table\" AS Value FROM pragma_foreign_key_check").ToListAsync());
        Assert.True(await peer.Database.StatusAsync() is { Outbox: 0, Refused: [], Wrong: [], LastError: null });

        foreach (var saved in said.SelectMany(side => side.Saved.Where(saved => !side.Deleting.Contains(saved[0]))))
            Assert.True(regions.ContainsKey(saved[0]) && saved[1..].All(cities.ContainsKey), $"{saved[0]} was saved and is not there");
        Assert.DoesNotContain(said.SelectMany(side => side.Deleted), regions.ContainsKey);
        await AppearsOnceAsync(peer);
    }

    private static string RegionOf(RecordState city) => city["regionId"]!.Value.ToString().Trim('"');

    private static async Task<Dictionary<string, RecordState>> RecordsAsync(AtlasPeer peer, string className) =>
        (await peer.Peer.Peer.ListAsync(className, null, int.MaxValue)).ToDictionary(pair => pair.Key.Text, pair => pair.Value);

    // No id is ever made anew, so a record that appears twice was recorded twice.
    private static async Task AppearsOnceAsync(AtlasPeer peer)
    {
        var end = $"end-{peer.Peer.Peer.Client}";
        await peer.Peer.CreateAsync(end, "end");
        var appeared = new HashSet<RecordKey>();
        await foreach (var recorded in peer.Peer.Peer.ChangesAsync(Position.Zero))
        {
            if (recorded is { Effect: Effect.Appeared, Scribe: Scribe.Change change })
                Assert.True(appeared.Add(change.Key), $"{change.Key} appears twice");
            if (appeared.Contains(TestPeer.Key(end)))
                break;
        }
    }
}
