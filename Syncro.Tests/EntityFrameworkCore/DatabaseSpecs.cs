using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.EntityFrameworkCore;

/// <summary>What every database must do: two peers over TCP, each with a database of its own.</summary>
public abstract class DatabaseSpecs : IAsyncLifetime
{
    private const string Listen = """syncro.listen.main.uri = "tcp://127.0.0.1:0" """;

    private readonly string _directory = Directory.CreateTempSubdirectory("syncro-").FullName;
    private readonly List<AtlasPeer> _peers = [];

    private protected abstract DbContextOptions<Atlas> Options(string name, string directory);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var peer in Enumerable.Reverse(_peers))
            await peer.DisposeAsync();
        await CleanAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private protected virtual Task CleanAsync() => Task.CompletedTask;

    private async Task<AtlasPeer> StartAsync(string client, string hocon = "", string? storage = null)
    {
        var peer = await AtlasPeer.StartAsync(client, Path.Combine(_directory, storage ?? client), Options(client, _directory), hocon);
        _peers.Add(peer);
        return peer;
    }

    private async Task StopAsync(AtlasPeer peer)
    {
        _peers.Remove(peer);
        await peer.DisposeAsync();
    }

    private Task<AtlasPeer> ServerAsync() => StartAsync("server", Listen);

    private Task<AtlasPeer> LaptopAsync(AtlasPeer server) =>
        StartAsync("laptop", $$"""syncro.peers.server.uri = "tcp://127.0.0.1:{{server.Peer.Port}}" """);

    private static Region Region(string id) => new() { Id = id, Name = id.ToUpperInvariant() };

    private static RecordKey Key(string className, string id) => new(className, RecordId.Of(id));

    [Fact]
    public async Task New_databases_get_the_rows_of_a_journal_that_was_compacted()
    {
        const string compacted = Listen + "\nsyncro.compaction { at = \"\", age = 0s, clients = 0s }", rows = "Chur@alps alps=Alps";
        var server = await StartAsync("server", compacted);
        await server.SaveAsync(atlas => atlas.AddRange(Region("alps"), new City { Name = "Chur", RegionId = "alps" }));
        await server.BecomesAsync("Chur@alps alps=ALPS");
        // The city is told before the region that it is in.
        await server.SaveAsync(async atlas => (await atlas.Regions.FindAsync("alps"))!.Name = "Alps");
        await server.BecomesAsync(rows);
        Assert.True((await server.Peer.Peer.CompactAsync()).Commits > 0);
        await (await LaptopAsync(server)).BecomesAsync(rows);

        await StopAsync(server);
        var again = await AtlasPeer.StartAsync("server", Path.Combine(_directory, "server"), Options("another", _directory), compacted);
        _peers.Add(again);
        await again.BecomesAsync(rows);
    }

    [Fact]
    public async Task Rows_saved_on_either_side_are_rows_on_both()
    {
        var server = await ServerAsync();
        var laptop = await LaptopAsync(server);
        var (chur, bern) = (new City { Name = "Chur", RegionId = "alps" }, new City { Name = "Bern", RegionId = "plain" });
        await server.SaveAsync(atlas => atlas.AddRange(Region("alps"), chur));
        await laptop.SaveAsync(atlas => atlas.AddRange(Region("plain"), bern));
        await server.BecomesAsync("Bern@plain Chur@alps alps=ALPS plain=PLAIN");
        await laptop.BecomesAsync("Bern@plain Chur@alps alps=ALPS plain=PLAIN");

        await laptop.SaveAsync(async atlas =>
        {
            (await atlas.Cities.FindAsync(chur.Id))!.TwinId = bern.Id;
            (await atlas.Cities.FindAsync(bern.Id))!.TwinId = chur.Id;
        });
        await server.SaveAsync(async atlas => (await atlas.Cities.FindAsync(chur.Id))!.Area = 28.10m);
        foreach (var peer in (AtlasPeer[])[server, laptop])
        {
            await peer.BecomesAsync("Bern@plain+Chur Chur@alps+Bern alps=ALPS plain=PLAIN");
            await Wait.Until("the area comes too", async () => (await peer.Open().Cities.FindAsync(chur.Id))!.Area == 28.10m);
        }

        await server.SaveAsync(async atlas => atlas.Remove((await atlas.Regions.FindAsync("alps"))!));
        await server.BecomesAsync("Bern@plain plain=PLAIN");
        await laptop.BecomesAsync("Bern@plain plain=PLAIN");
    }

    [Fact]
    public async Task Rows_in_a_circle_arrive_at_a_database_that_is_new()
    {
        var server = await ServerAsync();
        var (chur, bern) = (new City { Name = "Chur", RegionId = "alps" }, new City { Name = "Bern", RegionId = "alps" });
        await server.SaveAsync(atlas => atlas.AddRange(Region("alps"), chur, bern));
        await server.SaveAsync(async atlas =>
        {
            (await atlas.Cities.FindAsync(chur.Id))!.TwinId = bern.Id;
            (await atlas.Cities.FindAsync(bern.Id))!.TwinId = chur.Id;
        });
        await server.BecomesAsync("Bern@alps+Chur Chur@alps+Bern alps=ALPS");
        var laptop = await LaptopAsync(server);
        await laptop.BecomesAsync("Bern@alps+Chur Chur@alps+Bern alps=ALPS");
        await laptop.SaveAsync(async atlas =>
        {
            foreach (var city in await atlas.Cities.ToListAsync())
                city.TwinId = null;
            await atlas.SaveChangesAsync();
            atlas.RemoveRange(await atlas.Cities.ToListAsync());
        });
        await server.BecomesAsync("alps=ALPS");
    }

    [Fact]
    public async Task A_record_waits_for_what_it_refers_to_and_goes_with_it()
    {
        var server = await ServerAsync();
        var (chur, bern) = (Guid.NewGuid(), Guid.NewGuid());
        await server.CommitAsync(AtlasPeer.Create(Key("City", $"{chur}"), ("name", "Chur"), ("regionId", "alps"), ("twinId", bern)));
        await Wait.Until("Chur waits", async () => (await server.Database.StatusAsync()).Waiting == 1);
        await server.CommitAsync(AtlasPeer.Create(Key("Region", "alps"), ("name", "A")));
        await server.BecomesAsync("Chur@alps alps=A");
        await server.CommitAsync(AtlasPeer.Create(Key("City", $"{bern}"), ("name", "Bern"), ("regionId", "alps")));
        await server.BecomesAsync("Bern@alps Chur@alps+Bern alps=A");
        Assert.Equal(0, (await server.Database.StatusAsync()).Waiting);

        await server.CommitAsync(new LocalChange.Destroy(Key("City", $"{bern}")));
        await server.BecomesAsync("Chur@alps alps=A");
        await server.CommitAsync(new LocalChange.Destroy(Key("Region", "alps")));
        await server.BecomesAsync("");
        Assert.True((await server.Peer.Peer.FindAsync(Key("City", $"{chur}")))!.State.Alive);
        await server.CommitAsync(AtlasPeer.Create(Key("Region", "alps"), ("name", "B")));
        await server.BecomesAsync("Chur@alps alps=B");
        await server.CommitAsync(AtlasPeer.Create(Key("City", $"{bern}"), ("name", "Basel"), ("regionId", "alps")));
        await server.BecomesAsync("Basel@alps Chur@alps+Basel alps=B");
    }

    [Fact]
    public async Task A_record_that_the_entity_can_not_hold_is_named_and_stops_nothing()
    {
        var server = await ServerAsync();
        await server.CommitAsync(
            AtlasPeer.Create(Key("Region", "bad"), ("name", 5)),
            AtlasPeer.Create(new("Region", RecordId.Of(7)), ("name", "x")),
            AtlasPeer.Create(Key("Region", "bare")),
            AtlasPeer.Create(Key("Region", "alps"), ("name", "A")));
        await server.BecomesAsync("alps=A");
        Assert.Equal(
            [
                "Region \"bad\" can't be a Region: 'name' is no String: it is a Number",
                "Region \"bare\" can't be a Region: 'name' is required",
                "Region 7 can't be a Region: its id is no String",
            ],
            (await server.Database.StatusAsync()).Wrong.Select(wrong => wrong.Why).Order(StringComparer.Ordinal));
        await server.CommitAsync(new LocalChange.Update(Key("Region", "bare"), Attributes.Of([new("name", JsonText.OfString("B"))])));
        await server.BecomesAsync("alps=A bare=B");
        Assert.Equal(2, (await server.Database.StatusAsync()).Wrong.Length);
    }

    [Fact]
    public async Task A_save_that_the_peer_refuses_is_set_aside_and_the_next_is_recorded()
    {
        var server = await StartAsync("server", "syncro.limits.scribe = 2KiB");
        await server.SaveAsync(atlas => atlas.Add(new Region { Id = "big", Name = new string('x', 3000) }));
        await server.SaveAsync(atlas => atlas.Add(Region("alps")));
        await Wait.Until("the region is recorded", async () => await server.Peer.Peer.FindAsync(Key("Region", "alps")) is not null);
        var refused = Assert.Single((await server.Database.StatusAsync()).Refused);
        Assert.Equal(Key("Region", "big"), refused.Record);
        Assert.Contains("above 2048", refused.Why, StringComparison.Ordinal);
        Assert.Null(await server.Peer.Peer.FindAsync(Key("Region", "big")));
    }

    [Fact]
    public async Task What_is_saved_while_recording_is_off_stays_at_home()
    {
        var server = await ServerAsync();
        var laptop = await LaptopAsync(server);
        using (Recording.Off())
            await server.SaveAsync(atlas => atlas.Add(Region("home")));
        await server.SaveAsync(atlas => atlas.Add(Region("alps")));
        await laptop.BecomesAsync("alps=ALPS");
        await server.BecomesAsync("alps=ALPS home=HOME");
    }

    [Fact]
    public async Task A_record_with_changes_in_the_outbox_is_left_alone_until_they_are_recorded()
    {
        var options = Options("server", _directory);
        var server = await ServerAsync();
        await server.SaveAsync(atlas => atlas.AddRange(Region("alps"), Region("plain")));
        await server.BecomesAsync("alps=ALPS plain=PLAIN");
        var peer = server.Peer;
        await server.Database.DisposeAsync();
        // Both edit alps while the database is stopped: what the records say of it is older. The same edit is no change.
        await server.SaveAsync(async atlas =>
        {
            (await atlas.Regions.FindAsync("alps"))!.Name = "mine";
            atlas.Remove((await atlas.Regions.FindAsync("plain"))!);
        });
        await peer.CommitAsync(
            new LocalChange.Update(Key("Region", "alps"), Attributes.Of([new("name", JsonText.OfString("theirs"))])),
            new LocalChange.Destroy(Key("Region", "plain")));
        await using var again = await Syncro.EntityFrameworkCore.SyncroDatabase.StartAsync(() => new Atlas(options), peer.Peer);
        await Wait.Until("mine is recorded", async () =>
            (await peer.Peer.FindAsync(Key("Region", "alps")))!.State["name"] == JsonText.OfString("mine"));
        await Wait.Until("mine is there", async () => await server.RowsAsync() == "alps=mine" && (await again.StatusAsync()) is { Outbox: 0, Waiting: 0 });
    }

    [Fact]
    public async Task Rows_that_were_there_first_and_rows_whose_journal_is_lost_are_recorded()
    {
        var options = Options("server", _directory);
        await using (var context = new Atlas(options))
        {
            await context.Database.EnsureCreatedAsync();
            using (Recording.Off())
            {
                context.AddRange(Region("alps"), new City { Name = "Chur", RegionId = "alps" });
                await context.SaveChangesAsync();
            }
        }
        var server = await ServerAsync();
        await Wait.Until("both are recorded", async () => (await server.Peer.Peer.StatusAsync()).Records == 2);
        await StopAsync(server);

        var other = await StartAsync("server", Listen, storage: "empty");
        await Wait.Until("both are recorded anew", async () => (await other.Peer.Peer.StatusAsync()).Records == 2);
        await other.BecomesAsync("Chur@alps alps=ALPS");
    }

    [Fact]
    public async Task A_change_set_that_was_brought_before_a_crash_is_not_brought_again()
    {
        var options = Options("server", _directory);
        var server = await ServerAsync();
        await server.SaveAsync(atlas => atlas.Add(Region("alps")));
        await server.BecomesAsync("alps=ALPS");
        await server.Database.DisposeAsync();
        // As a crash between the commit and the deletion leaves it.
        await using (var atlas = new Atlas(options))
        {
            var position = await atlas.Set<JournalPosition>().SingleAsync();
            var row = new OutboxRow
            {
                ChangeSet = Guid.NewGuid(),
                Number = position.Numbered,
                Class = "Region",
                Id = "\"alps\"",
                Type = OutboxRow.Save,
                Data = """{"name":"ALPS"}""",
            };
            atlas.Add(row);
            await atlas.SaveChangesAsync();
        }
        await server.CommitAsync(new LocalChange.Update(Key("Region", "alps"), Attributes.Of([new("name", JsonText.OfString("later"))])));
        await using var again = await Syncro.EntityFrameworkCore.SyncroDatabase.StartAsync(() => new Atlas(options), server.Peer.Peer);
        await Wait.Until("later is there", async () => await server.RowsAsync() == "alps=later" && (await again.StatusAsync()) is { Outbox: 0, Waiting: 0 });
        Assert.Equal(JsonText.OfString("later"), (await server.Peer.Peer.FindAsync(Key("Region", "alps")))!.State["name"]);
    }
}
