using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.TestKit.Invariants;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Plans;

/// <summary>
/// Three classes: two that are everyone's, one of them added later, and one whose readers and writers are named by its
/// records. Few records and attributes, so that everyone changes the same.
/// </summary>
internal sealed class StandardScenario : IScenario
{
    private const string Late = "Tag";

    private static readonly string[] Ids = ["r1", "r2", "r3", "r4"];

    public IReadOnlyList<Rules> Versions { get; } =
    [
        Rules(new(["owner", "editors"], ["owner"]), SimRules.Open, Late),
        Rules(new(["owner", "editors"], ["owner", "editors"]), SimRules.Open, Late),
        Rules(new(["owner"], null), SimRules.Open, Late),
    ];

    public Rules? Partial(Rules rules) => rules.Of(Classes.Of(rules.Classes.Names.Where(name => name != Late)));

    public ImmutableArray<LocalChange> Draw(SimPeer peer, Random random) =>
        [.. Enumerable.Range(0, random.Next(100) < 70 ? 1 : 2 + random.Next(3)).Select(_ => One(peer, random))];

    public (RecordKey Key, ImmutableArray<(string Name, string Json)> Values) Draw(SimRuby ruby, SimWorld world, Random random)
    {
        var key = Key(random, SimRules.Open, SimRules.Restricted);
        return (key, [.. Values(world, key, !ruby.Records.ContainsKey(key), random).Values.Select(v => (v.Key, v.Value.ToString()))]);
    }

    private static LocalChange One(SimPeer peer, Random random)
    {
        if (random.Next(100) < 4)
            return new LocalChange.Operation(SimRules.Open, "ring", JsonText.OfString(peer.World.Ledger.NewValue()));
        var key = Key(random, [.. peer.Rules.Classes.Names]);
        // Sometimes what is refused, with all that stands beside it.
        if (random.Next(100) < 3)
            return peer.Record(key).State.Alive
                ? new LocalChange.Create(key, Values(peer.World, key, true, random)) : new LocalChange.Destroy(key);
        if (!peer.Record(key).State.Alive)
            return new LocalChange.Put(key, Values(peer.World, key, true, random));
        return random.Next(10) switch
        {
            < 6 => new LocalChange.Update(key, Values(peer.World, key, random.Next(100) < 40, random)),
            < 8 => new LocalChange.Put(key, Values(peer.World, key, true, random)),
            _ => new LocalChange.Destroy(key),
        };
    }

    private static RecordKey Key(Random random, params string[] classes) =>
        new(classes[random.Next(classes.Length)], RecordId.Of(Ids[random.Next(Ids.Length)]));

    private static Attributes Values(SimWorld world, RecordKey key, bool owned, Random random)
    {
        var values = new List<KeyValuePair<string, JsonText>>();
        foreach (var name in (string[])["x", "y"])
            if (random.Next(100) < 60)
                values.Add(new(name, JsonText.OfString(world.Ledger.NewValue())));
        if (owned && key.Class == SimRules.Restricted)
        {
            values.Add(new("owner", JsonText.OfString(Client(world, random))));
            if (random.Next(100) < 40)
                values.Add(new("editors", JsonText.Parse(
                    $"[{string.Join(',', Enumerable.Range(0, random.Next(3)).Select(_ => $"\"{Client(world, random)}\""))}]")));
        }
        return Attributes.Of(values);
    }

    private static string Client(SimWorld world, Random random)
    {
        var at = random.Next(world.Peers.Count + world.Rubies.Count);
        return at < world.Peers.Count ? world.Peers[at].Name : world.Rubies[at - world.Peers.Count].Name;
    }

    private static Rules Rules(AttributeRule rule, params string[] open) => new(
        Classes.Of([.. open, SimRules.Restricted]), new Dictionary<string, IClassRule> { [SimRules.Restricted] = rule });
}
