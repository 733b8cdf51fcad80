using System.Collections.Immutable;

namespace Syncro.TestKit.Plans;

/// <summary>
/// Draws a plan: 2 to 8 peers in any topology, and some of the faults there are, each run others (Groce et al., "Swarm
/// Testing", 2012), for a run that has all of them hides what a run of few would show.
/// </summary>
internal sealed class Draw
{
    private static readonly DeedKind[] Faults = [.. Enum.GetValues<DeedKind>().Where(kind => kind is not (DeedKind.Change or DeedKind.Compact))];

    private readonly Random _random;

    // By itself, so that what else a seed draws stays what it was.
    private readonly Random _catchUp;
    private readonly bool _hasPartial;
    private readonly bool _hasVersions;
    private readonly ImmutableArray<PlannedPeer>.Builder _peers = ImmutableArray.CreateBuilder<PlannedPeer>();
    private readonly ImmutableArray<PlannedLink>.Builder _links = ImmutableArray.CreateBuilder<PlannedLink>();

    private Draw(ulong seed, IScenario scenario) => (_random, _catchUp, _hasPartial, _hasVersions) =
        (new Random((int)Mix(seed)), new Random((int)Mix(Mix(seed))), scenario.Partial(scenario.Versions[0]) is not null, scenario.Versions.Count > 1);

    /// <summary>The same plan for the same seed.</summary>
    public static Plan Plan(ulong seed, IScenario scenario) => new Draw(seed, scenario).Plan(seed);

    // Seeds that follow one another give sequences that have nothing in common. Source: SplitMix64.
    private static ulong Mix(ulong seed)
    {
        var z = seed + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private Plan Plan(ulong seed)
    {
        Relays(1 + Least(4));
        Leaves(_peers.Count == 1 ? 1 + Least(7) : Least(9 - _peers.Count));
        for (var n = Chance(20) ? 1 + Least(2) : 0; n > 0; n--)
            Ruby(n);
        var steps = _random.Next(100) switch { < 80 => 100 + _random.Next(200), < 98 => 500, _ => 2500 };
        return new(Mix(~seed), _peers.ToImmutable(), _links.ToImmutable(), steps, Deeds(steps));
    }

    private void Relays(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var name = Peer($"S{i}", PeerKind.Relay);
            if (i > 0)
                Link(name, _peers[_random.Next(i)].Name, bothWays: Chance(10));
        }
        if (count > 2 && Chance(40))
            Link(_peers[0].Name, _peers[count - 1].Name, bothWays: false);
    }

    private void Leaves(int count)
    {
        var relays = _peers.Count;
        for (var i = 0; i < count; i++)
        {
            var name = Peer($"{(char)('A' + i)}", PeerKind.Leaf);
            var first = _random.Next(relays);
            Link(name, _peers[first].Name, bothWays: false);
            if (relays > 1 && Chance(15))
                Link(name, _peers[(first + 1) % relays].Name, bothWays: false);
        }
    }

    private void Ruby(int number)
    {
        var relay = Pick(_peers.Where(peer => peer.Kind == PeerKind.Relay).ToArray()).Name;
        var name = Peer($"{(char)('T' + number)}", PeerKind.Ruby);
        _links.Add(Chance(30) ? new(relay, name) : new(name, relay));
    }

    private string Peer(string name, PeerKind kind)
    {
        var skew = Chance(5) ? (long)(_random.Next(-80, 80) / 100.0 * Simulated.SimWorld.MaxDrift) : _random.Next(-10_000, 10_000);
        _peers.Add(new(name, kind, skew, Pick([1, 300, 1000, 256 * 1024]), Chance(40) ? Pick([1, 3]) : 4096, _hasPartial && Chance(5),
            _catchUp.Next(4) switch { 0 => int.MaxValue, 1 => 3, _ => 0 }));
        return name;
    }

    private void Link(string from, string to, bool bothWays)
    {
        if (_links.Contains(new(from, to)) || _links.Contains(new(to, from)))
            return;
        _links.Add(new(from, to));
        if (bothWays)
            _links.Add(new(to, from));
    }

    private ImmutableArray<Deed> Deeds(int steps)
    {
        var deeds = ImmutableArray.CreateBuilder<Deed>();
        var faults = Faults.Where(Enabled).ToList();
        if (faults.Contains(DeedKind.Restore) && !faults.Contains(DeedKind.BackUp))
            faults.Add(DeedKind.BackUp);
        var (changes, failures) = (5 + _random.Next(15), 1 + _random.Next(4));
        for (var step = 0; step < steps; step++)
        {
            if (Chance(changes))
                deeds.Add(new(step, DeedKind.Change, Pick(_peers).Name, _random.Next()));
            if (faults.Count > 0 && Chance(failures))
                deeds.Add(new(step, Pick(faults), Pick(_peers).Name, _random.Next()));
        }
        var compactions = _catchUp.Next(2) == 0 ? 0 : _catchUp.Next(10);
        for (var i = 0; i < compactions; i++)
            deeds.Add(new(_catchUp.Next(steps), DeedKind.Compact, _peers[_catchUp.Next(_peers.Count)].Name, _catchUp.Next()));
        return [.. deeds.OrderBy(deed => deed.Step)];
    }

    private bool Enabled(DeedKind kind) => kind switch
    {
        DeedKind.Clone or DeedKind.Wipe => Chance(8),
        DeedKind.Restore or DeedKind.JumpClock => Chance(20),
        DeedKind.BackUp => false,
        DeedKind.ChangeRules => _hasVersions && Chance(25),
        DeedKind.AddClass => _hasPartial && Chance(30),
        _ => Chance(40),
    };

    private bool Chance(int percent) => _random.Next(100) < percent;

    private int Least(int below) => Math.Min(_random.Next(below), _random.Next(below));

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
