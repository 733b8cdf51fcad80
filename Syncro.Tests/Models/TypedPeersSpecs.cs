using System.Text.Json.Nodes;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Models;

/// <summary>Programs with types on both sides of a node that knows names alone, on real records.</summary>
public class TypedPeersSpecs
{
    private sealed record Region(string Id, string Name);

    private sealed class City
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Region { get; set; } = "";

        public int Visits { get; set; }
    }

    private static void Typed(ModelRegistry models) => models.Add<City>().Add<Region>();

    private static string[] Lines(string file) =>
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Processes", "data", file));

    private static LocalChange.Create Line(string className, string line)
    {
        var record = JsonNode.Parse(line)!.AsObject();
        var id = RecordId.Of(record["id"]!.GetValue<string>());
        record.Remove("id");
        return new LocalChange.Create(new(className, id), Attributes.Of(
            record.Select(member => KeyValuePair.Create(member.Key, JsonText.Parse(member.Value?.ToJsonString() ?? "null")))));
    }

    private static async Task<List<KeyValuePair<RecordId, RecordState>>> AllAsync(SyncroPeer peer, string className)
    {
        var all = new List<KeyValuePair<RecordId, RecordState>>();
        while (await peer.ListAsync(className, all.Count == 0 ? (RecordId?)null : all[^1].Key, 1000) is { Length: > 0 } page)
            all.AddRange(page);
        return all;
    }

    [Fact]
    public async Task Two_typed_peers_and_a_node_without_code_between_them_converge_on_real_cities()
    {
        var cities = Lines("cities.ndjson");
        await using var node = await ModelPeer.StartAsync("server", _ => { }, more: "models {\n City {}\n Region {}\n }");
        await using var a = await ModelPeer.StartAsync("A", Typed, node.Listening);
        await using var b = await ModelPeer.StartAsync("B", Typed, node.Listening);
        foreach (var chunk in Lines("regions.ndjson").Select(line => Line("Region", line)).Concat(cities.Select(line => Line("City", line))).Chunk(1000))
            await a.Peer.CommitAsync([.. chunk.OfType<LocalChange>()]);
        await Until(b, cities.Length);
        var ids = await a.Models.Set<City>().All().Take(300).Select(city => city.Id).ToListAsync();
        await Task.WhenAll(
            EachAsync(ids, id => a.Models.Set<City>().UpdateAsync(id, city => { city.Visits++; })),
            EachAsync(ids, id => b.Models.Set<City>().UpdateAsync(id, city => { city.Name += "!"; })),
            EachAsync(ids.Take(50), id => node.Peer.CommitAsync([new LocalChange.Destroy(new("City", id)) { IfAlive = true }])),
            b.Models.Set<Region>().CreateAsync(new("new", "New")));
        await Wait.Until("all the same", async () =>
        {
            foreach (var name in new[] { "City", "Region" })
            {
                var there = await AllAsync(node.Peer, name);
                if (!there.SequenceEqual(await AllAsync(a.Peer, name)) || !there.SequenceEqual(await AllAsync(b.Peer, name)))
                    return false;
            }
            return true;
        });
        var before = cities.Select(line => JsonNode.Parse(line)!).ToDictionary(city => city["id"]!.GetValue<string>());
        Assert.Equal(cities.Length - 50, await b.Models.Set<City>().All().CountAsync());
        foreach (var id in ids.Skip(50))
        {
            var city = (await node.Peer.FindAsync(new("City", id)))!.State;
            Assert.Equal($"{before[id]["visits"]!.GetValue<int>() + 1}", city["visits"].ToString());
            Assert.Equal(before[id]["name"]!.GetValue<string>() + "!", JsonNode.Parse(city["name"].ToString()!)!.GetValue<string>());
            Assert.Equal(JsonText.Parse(before[id]["tags"]!.ToJsonString()).ToString(), city["tags"].ToString());
        }
    }

    private static Task Until(ModelPeer peer, int count) => Wait.Until(
        $"{count} cities at {peer.Peer.Client}", async () => await peer.Models.Set<City>().All().CountAsync() == count);

    private static async Task EachAsync(IEnumerable<string> ids, Func<string, Task> change)
    {
        foreach (var id in ids)
            try
            {
                await change(id);
            }
            catch (ChangeRefusedException e) when (e.Code == Code.NotFound)
            {
                // Another peer destroyed it meanwhile.
            }
    }
}
