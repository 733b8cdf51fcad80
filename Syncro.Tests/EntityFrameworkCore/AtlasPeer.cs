using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.EntityFrameworkCore;

/// <summary>A peer, and a database that is in sync with it.</summary>
internal sealed class AtlasPeer : IAsyncDisposable
{
    private readonly DbContextOptions<Atlas> _options;

    private AtlasPeer(DbContextOptions<Atlas> options, TestPeer peer, SyncroDatabase database) =>
        (_options, Peer, Database) = (options, peer, database);

    public TestPeer Peer { get; }

    public SyncroDatabase Database { get; }

    public static async Task<AtlasPeer> StartAsync(
        string client, string directory, DbContextOptions<Atlas> options, string hocon = "")
    {
        await using (var context = new Atlas(options))
            await context.Database.EnsureCreatedAsync();
        var peer = await TestPeer.StartAsync(client, directory, $"{hocon}\nsyncro.models.Region {{}}");
        try
        {
            return new(options, peer, await SyncroDatabase.StartAsync(() => new Atlas(options), peer.Peer));
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public Atlas Open() => new(_options);

    public async Task SaveAsync(Func<Atlas, Task> change)
    {
        await using var context = Open();
        await change(context);
        await context.SaveChangesAsync();
    }

    public Task SaveAsync(Action<Atlas> change) => SaveAsync(context =>
    {
        change(context);
        return Task.CompletedTask;
    });

    /// <summary>Every row: regions by id, cities with their region and twin by name.</summary>
    public async Task<string> RowsAsync()
    {
        await using var context = Open();
        var regions = await context.Regions.Select(region => $"{region.Id}={region.Name}").ToListAsync();
        // In one query: rows arrive meanwhile, and a twin that came between two would have no name.
        var cities = await context.Cities.ToDictionaryAsync(city => city.Id);
        var rows = cities.Values.Select(city =>
            $"{city.Name}@{city.RegionId}{(city.TwinId is { } twin ? $"+{cities[twin].Name}" : "")}");
        return string.Join(' ', regions.Concat(rows).Order(StringComparer.Ordinal));
    }

    /// <summary>The rows become these, and nothing is left to do.</summary>
    public Task BecomesAsync(string rows) => Wait.Until(
        $"{Peer.Peer.Client} holds '{rows}'",
        async () => await RowsAsync() == rows && (await Database.StatusAsync()) is { Outbox: 0, LastError: null });

    /// <summary>Saved here, and no database between: a change of the peer's records.</summary>
    public Task CommitAsync(params LocalChange[] changes) => Peer.CommitAsync(changes);

    public static LocalChange Create(RecordKey key, params (string Name, object? Value)[] values) => new LocalChange.Create(
        key, Attributes.Of(values.Select(pair => KeyValuePair.Create(pair.Name, JsonText.Parse(Newtonsoft.Json.JsonConvert.SerializeObject(pair.Value))))));

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Peer.DisposeAsync();
    }
}
