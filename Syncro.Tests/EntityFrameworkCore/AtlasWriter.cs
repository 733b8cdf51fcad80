using Microsoft.EntityFrameworkCore;

namespace Syncro.Tests.EntityFrameworkCore;

/// <summary>
/// A program that saves related rows for as long as it lives, and says so on standard output: <c>saved</c>, a region and
/// its two cities, once they are; <c>deleting</c> and <c>deleted</c>, a region of its own. It also gives cities to regions
/// of the other side, which may be gone before they arrive.
/// </summary>
internal static class AtlasWriter
{
    public const string Name = "atlas-writer";

    public static string Hocon(string port, string server) =>
        $"syncro.listen.main.uri = \"tcp://127.0.0.1:{port}\"\n"
        + (server.Length > 0 ? $"syncro.peers.server.uri = \"tcp://127.0.0.1:{server}\"" : "");

    public static Task<AtlasPeer> StartAsync(string client, string directory, string port, string server) => AtlasPeer.StartAsync(
        client, Path.Combine(directory, client), Atlas.Sqlite(Path.Combine(directory, $"{client}.db")), Hocon(port, server));

    public static async Task RunAsync(string client, string directory, string port, string server)
    {
        await using var peer = await StartAsync(client, directory, port, server);
        Console.WriteLine("ready");
        var (random, run) = (new Random(), Guid.NewGuid().ToString("N")[..8]);
        for (var n = 0; ; n++)
        {
            await SaveAsync(peer, $"{client}-{run}-{n}");
            if (random.Next(3) == 0)
                await DeleteAsync(peer, $"{client}-{run}-{random.Next(n + 1)}");
            await VisitAsync(peer, client);
        }
    }

    private static async Task SaveAsync(AtlasPeer peer, string id)
    {
        var (left, right) = (new City { Name = $"{id} left", RegionId = id }, new City { Name = $"{id} right", RegionId = id });
        right.TwinId = left.Id;
        await peer.SaveAsync(atlas => atlas.AddRange(new Region { Id = id, Name = id }, left, right));
        Console.WriteLine($"saved {id} {left.Id} {right.Id}");
        await peer.SaveAsync(async atlas => (await atlas.Cities.FindAsync(left.Id))!.Area = 1.10m);
    }

    private static async Task DeleteAsync(AtlasPeer peer, string id)
    {
        Console.WriteLine($"deleting {id}");
        await peer.SaveAsync(async atlas =>
        {
            if (await atlas.Regions.FindAsync(id) is { } region)
                atlas.Remove(region);
        });
        Console.WriteLine($"deleted {id}");
    }

    private static async Task VisitAsync(AtlasPeer peer, string client)
    {
        try
        {
            await peer.SaveAsync(async atlas =>
            {
                if (await atlas.Regions.OrderByDescending(region => region.Id)
                    .FirstOrDefaultAsync(region => !region.Id.StartsWith(client)) is { } region)
                    atlas.Add(new City { Name = "visitor", RegionId = region.Id });
            });
        }
        catch (DbUpdateException)
        {
            // The region went while this was saved.
        }
    }
}
