using System.Collections.Immutable;
using Newtonsoft.Json;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Plans;

/// <summary>The models of a program, under its own rules. Few records, so that everyone changes the same.</summary>
internal sealed class ModelScenario(Rules rules, IReadOnlyDictionary<string, DrawRecord> draws) : IScenario
{
    private static readonly string[] Ids = ["r1", "r2", "r3", "r4"];

    private readonly ImmutableArray<string> _classes = [.. draws.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<Rules> Versions { get; } = [rules];

    public Rules? Partial(Rules rules) => null;

    public ImmutableArray<LocalChange> Draw(SimPeer peer, Random random) =>
        [.. Enumerable.Range(0, random.Next(100) < 70 ? 1 : 2 + random.Next(3)).Select(_ => One(peer, random))];

    public (RecordKey Key, ImmutableArray<(string Name, string Json)> Values) Draw(SimRuby ruby, SimWorld world, Random random)
    {
        var key = Key(random);
        return (key, [.. Values(world, ruby.Name, key, random).Values.Select(v => (v.Key, v.Value.ToString()))]);
    }

    private LocalChange One(SimPeer peer, Random random)
    {
        var key = Key(random);
        var values = Values(peer.World, peer.Name, key, random);
        if (!peer.Record(key).State.Alive)
            return new LocalChange.Put(key, values);
        return random.Next(10) switch
        {
            < 6 => new LocalChange.Update(key, new([.. values.Values.Where(_ => random.Next(2) == 0)])),
            < 8 => new LocalChange.Put(key, values),
            _ => new LocalChange.Destroy(key),
        };
    }

    private RecordKey Key(Random random) => new(_classes[random.Next(_classes.Length)], RecordId.Of(Ids[random.Next(Ids.Length)]));

    private Attributes Values(SimWorld world, string author, RecordKey key, Random random)
    {
        var clients = world.Peers.Select(peer => peer.Name).Concat(world.Rubies.Select(ruby => ruby.Name)).Distinct().ToArray();
        var drawn = draws[key.Class](new(random, author, clients, world.Ledger.NewValue()));
        return Attributes.Of(drawn.Properties().Select(
            property => KeyValuePair.Create(property.Name, JsonText.Parse(property.Value.ToString(Formatting.None)))));
    }
}
