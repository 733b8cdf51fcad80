using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Simulation;

/// <summary>Draws a world, and what is changed and what fails in it.</summary>
internal sealed class SimDraw
{
    private static readonly string[] Ids = ["r1", "r2", "r3", "r4"];

    private readonly SimWorld _world;
    private int _values;

    public SimDraw(ulong seed)
    {
        _world = new(seed) { Drawn = true };
        var relays = 1 + _world.Next(3);
        var leaves = relays == 1 ? 1 + _world.Next(3) : _world.Next(3);
        for (var i = 0; i < relays + leaves; i++)
        {
            var peer = _world.Peer(i < relays ? $"S{i}" : $"{(char)('A' + i - relays)}");
            peer.Skew = _world.Next(20_000) - 10_000;
            peer.PageSize = _world.Pick([1, 300, 1000, 256 * 1024]);
        }
        for (var i = 1; i < relays; i++)
            _world.Link(_world.Peers[i], _world.Peers[_world.Next(i)], relay: true);
        if (relays == 3 && _world.Chance(50))
            _world.Link(_world.Peers[0], _world.Peers[2], relay: true);
        for (var i = relays; i < relays + leaves; i++)
            _world.Link(_world.Peers[i], _world.Peers[_world.Next(relays)]);
        if (_world.Chance(20))
            _world.Link(_world.Peers[0], _world.Ruby("V"), dials: _world.Chance(30));
    }

    public SimWorld World => _world;

    public void Run()
    {
        for (var step = 0; step < 600; step++)
        {
            if (_world.Chance(12))
                Change();
            if (_world.Chance(2))
                Fail();
            if (_world.Chance(10))
                _world.Pass(_world.Next(400));
            if (_world.Chance(5))
                _world.Pick(_world.Peers).FlushLate();
            if (!_world.Step())
                _world.Pass(100);
        }
        SimChecks.Always(_world);
    }

    private void Fail()
    {
        var peer = _world.Pick(_world.Peers);
        switch (_world.Next(4))
        {
            case 0:
                _world.Say($"{peer.Id} crashes");
                peer.Crash();
                break;
            case 1 when peer.HasWork:
                _world.Say($"{peer.Id} crashes with the commit on disk");
                peer.Commit(crash: true);
                break;
            default:
                var link = _world.Links.Count > 0 ? _world.Pick(_world.Links) : null;
                _world.Say($"cut {link?.Name}");
                link?.Cut();
                break;
        }
        SimChecks.Always(_world);
    }

    private void Change()
    {
        if (_world.Rubies.Count > 0 && _world.Chance(20))
        {
            ChangeRuby(_world.Rubies[0]);
            return;
        }
        var peer = _world.Pick(_world.Peers);
        var changes = Enumerable.Range(0, _world.Chance(70) ? 1 : 2 + _world.Next(3)).Select(_ => Draw(peer)).ToImmutableArray();
        _world.Say($"{peer.Id} asks for {string.Join(", ", changes.Select(Text))}");
        peer.Ask(changes);
    }

    private LocalChange Draw(SimPeer peer)
    {
        if (_world.Chance(3))
            return new LocalChange.Operation(SimRules.Open, "ring", JsonText.Of(++_values));
        var key = new RecordKey(_world.Chance(50) ? SimRules.Open : SimRules.Restricted, RecordId.Of(_world.Pick(Ids)));
        if (!peer.Record(key).State.Alive)
            return new LocalChange.Put(key, Values(key, owner: true));
        return _world.Next(10) switch
        {
            < 6 => new LocalChange.Update(key, Values(key, owner: _world.Chance(40))),
            < 8 => new LocalChange.Put(key, Values(key, owner: true)),
            _ => new LocalChange.Destroy(key),
        };
    }

    private Attributes Values(RecordKey key, bool owner)
    {
        var values = new List<(string, object)>();
        foreach (var name in (string[])["x", "y"])
            if (_world.Chance(60))
                values.Add((name, $"{Canaries.Of(key)}{++_values}"));
        if (owner && key.Class == SimRules.Restricted)
        {
            values.Add(("owner", Client()));
            if (_world.Chance(40))
                values.Add(("editors", Enumerable.Range(0, _world.Next(3)).Select(_ => Client()).ToArray()));
        }
        return SimSetup.With([.. values]);
    }

    private string Client() => _world.Pick([.. _world.Peers.Select(peer => peer.Id.Value), .. _world.Rubies.Select(ruby => ruby.Name)]);

    private void ChangeRuby(SimRuby ruby)
    {
        var key = new RecordKey(_world.Chance(70) ? SimRules.Open : SimRules.Restricted, RecordId.Of(_world.Pick(Ids)));
        var values = Values(key, owner: !ruby.Records.ContainsKey(key)).Values.Select(v => (v.Key, v.Value.ToString())).ToArray();
        _world.Say($"{ruby.Name} changes {key}");
        if (!ruby.Records.ContainsKey(key))
            ruby.Create(key, values);
        else if (_world.Chance(70))
            ruby.Update(key, values);
        else
            ruby.Destroy(key);
    }

    private static string Text(LocalChange change) => change switch
    {
        LocalChange.Put(var key, var values) => $"put {key.Id.Text} {Text(values)}",
        LocalChange.Update(var key, var values) => $"update {key.Id.Text} {Text(values)}",
        _ => change.ToString(),
    };

    private static string Text(Attributes values) => string.Join(" ", values.Values.Select(v => $"{v.Key}={v.Value}"));
}
