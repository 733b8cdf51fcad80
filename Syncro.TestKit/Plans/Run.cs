using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Invariants;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Plans;

/// <summary>
/// Carries out a plan: first anything may fail, and what must always hold does; then everything is mended, and it must
/// come to rest alike everywhere.
/// </summary>
internal sealed class Run
{
    private readonly Plan _plan;
    private readonly IScenario _scenario;
    private readonly Dictionary<string, SimDisk> _backups = [];
    private readonly List<SimPeer> _clones = [];
    private readonly List<(int Until, SimLink Link)> _held = [];
    private int _version;

    private Run(Plan plan, IScenario scenario, bool traced)
    {
        (_plan, _scenario) = (plan, scenario);
        World = new(plan.Schedule) { Drawn = true, Traced = traced };
        foreach (var peer in plan.Peers)
            if (peer.Kind == PeerKind.Ruby)
                World.Ruby(peer.Name);
            else
                Start(peer);
        foreach (var link in plan.Links)
            Link(link);
    }

    public SimWorld World { get; }

    /// <summary>The world after it; broken: what did not hold.</summary>
    public static (SimWorld World, BrokenInvariantException? Broken) Of(Plan plan, IScenario scenario, bool traced = false)
    {
        var run = new Run(plan, scenario, traced);
        try
        {
            run.Faults();
            run.Quiet();
            return (run.World, null);
        }
        catch (BrokenInvariantException broken)
        {
            return (run.World, broken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever the core throws is a defect: no message and no fault may make it.
            return (run.World, new BrokenInvariantException(16, e.ToString()));
        }
    }

    private void Start(PlannedPeer plan)
    {
        var rules = _scenario.Versions[0];
        var peer = World.Peer(plan.Name, plan.Late ? _scenario.Partial(rules) ?? rules : rules);
        (peer.Skew, peer.PageSize, peer.FarBehind) = (plan.Skew, plan.PageSize, plan.FarBehind);
        peer.Limits = peer.Limits with { CommitScribes = plan.CommitScribes };
    }

    private void Link(PlannedLink link)
    {
        var (from, to) = (Peer(link.From), Peer(link.To));
        if (from is null)
            World.Link(to!, World.Rubies.First(ruby => ruby.Name == link.From), dials: false);
        else if (to is null)
            World.Link(from, World.Rubies.First(ruby => ruby.Name == link.To), dials: true);
        else
            World.Link(from, to, relay: _plan.Peers.First(peer => peer.Name == link.From).Kind == PeerKind.Relay);
    }

    private SimPeer? Peer(string name) => World.Peers.Find(peer => peer.Name == name);

    private void Faults()
    {
        var next = 0;
        for (var step = 0; step < _plan.Steps; step++)
        {
            for (; next < _plan.Deeds.Length && _plan.Deeds[next].Step <= step; next++)
                Do(_plan.Deeds[next], step);
            foreach (var (_, link) in _held.FindAll(held => held.Until <= step))
                (link.Held[0], link.Held[1]) = (false, false);
            _held.RemoveAll(held => held.Until <= step);
            if (World.Next(10) == 0)
                World.Pass(World.Next(400));
            if (World.Next(20) == 0)
                World.Peers[World.Next(World.Peers.Count)].FlushLate();
            if (!World.Step())
                World.Pass(100);
        }
        Always.Holds(World);
    }

    private void Do(Deed deed, int step)
    {
        if (World.Traced)
            World.Say($"{step}: {deed.Kind} at {deed.At}");
        var random = new Random(deed.Seed);
        if (Peer(deed.At) is { } peer)
        {
            if (deed.Kind == DeedKind.Change)
                Change(peer, random);
            else
                Fail(deed.Kind, peer, random, step);
        }
        else if (deed.Kind == DeedKind.Change)
            Change(World.Rubies.Find(ruby => ruby.Name == deed.At)!, random);
    }

    private void Change(SimPeer peer, Random random)
    {
        // A clone's application writes as well.
        var clones = _clones.FindAll(clone => clone.Id == peer.Id);
        var writer = clones.Count > 0 && random.Next(2) == 0 ? clones[random.Next(clones.Count)] : peer;
        var changes = _scenario.Draw(writer, random);
        if (World.Traced)
            World.Say($"{writer.Id} asks for {string.Join(", ", changes.Select(SimTrace.Of))}");
        writer.Ask(changes);
    }

    private void Change(SimRuby ruby, Random random)
    {
        var (key, values) = _scenario.Draw(ruby, World, random);
        if (!ruby.Records.ContainsKey(key))
            ruby.Create(key, [.. values]);
        else if (random.Next(100) < 70)
            ruby.Update(key, [.. values]);
        else
            ruby.Destroy(key);
    }

    private void Fail(DeedKind kind, SimPeer peer, Random random, int step)
    {
        var links = World.Links.FindAll(link => link.From == peer || link.To == peer);
        var link = links.Count > 0 ? links[random.Next(links.Count)] : null;
        var end = random.Next(2);
        Occurrence? occurred = kind switch
        {
            DeedKind.Crash => Done(peer.Crash, Occurrence.Crashed),
            DeedKind.CrashWithCommit when peer.HasWork =>
                Done(() => peer.Commit(crash: true), Occurrence.CrashedWithTheCommitOnDisk),
            DeedKind.FailWrite when peer.HasWork => Done(() => peer.FailWrite(landed: false), Occurrence.WriteFailed),
            DeedKind.FailWriteThatLands when peer.HasWork =>
                Done(() => peer.FailWrite(landed: true), Occurrence.WriteFailedAndLanded),
            DeedKind.Cut when link is { Up: true } => Done(link.Cut, Occurrence.Cut),
            DeedKind.Hold when link is not null => Done(() => Hold(link, end, step + random.Next(60)), Occurrence.HeldOneWay),
            DeedKind.Duplicate when link?.From is SimPeer && link.To is SimPeer && link.Duplicate(end) => Occurrence.Duplicated,
            DeedKind.Damage when link?.From is SimPeer && link.To is SimPeer && link.Damage(end) => Occurrence.Damaged,
            DeedKind.Silence => Done(() => World.Pass(50_000), Occurrence.FellSilent),
            DeedKind.BackUp => Done(() => _backups[peer.Name] = peer.Disk.Copy(), null),
            DeedKind.Restore when _backups.TryGetValue(peer.Name, out var backup) && CanLose(peer) =>
                Done(() => peer.Restore(backup), Occurrence.RestoredFromBackup),
            DeedKind.Wipe when CanLose(peer) => Done(() => peer.Restore(null), Occurrence.LostItsStorage),
            DeedKind.Clone when CanClone(peer) => Done(() => Clone(peer), Occurrence.Cloned),
            DeedKind.JumpClock => Done(() => peer.Skew = Jump(random), Occurrence.ClockJumped),
            DeedKind.ChangeRules => Done(() => ChangeRules(peer, random), Occurrence.RuleChanged),
            DeedKind.AddClass when !peer.Rules.Classes.Equals(_scenario.Versions[0].Classes) =>
                Done(() => Adopt(peer, peer.Rules.Of(_scenario.Versions[0].Classes)), Occurrence.ClassAdded),
            DeedKind.Compact => Done(() => peer.Compact(random), null),
            _ => null,
        };
        if (occurred is { } what)
            World.Counts.Add(what);
        Always.Holds(World);
    }

    private static Occurrence? Done(Action what, Occurrence? occurrence)
    {
        what();
        return occurrence;
    }

    private void Hold(SimLink link, int end, int until)
    {
        link.Held[end] = true;
        _held.Add((until, link));
    }

    // A version-1 peer knows nobody's history: against its own protocol a backup can't be told from the truth.
    private bool CanLose(SimPeer peer) => !World.Links.Exists(link =>
        (link.From == peer && link.To is SimRuby) || (link.To == peer && link.From is SimRuby));

    private bool CanClone(SimPeer peer) =>
        _clones.Count == 0 && World.Links.Exists(link => link.From == peer) && World.Links.TrueForAll(link => link.To != peer && (link.From != peer || link.To is SimPeer));

    /// <summary>A copy of its directory is started beside it.</summary>
    private void Clone(SimPeer peer)
    {
        var clone = new SimPeer(World, peer.Name, peer.Rules, peer.Disk.Copy())
        {
            PageSize = peer.PageSize,
            FarBehind = peer.FarBehind,
            Limits = peer.Limits,
            Skew = peer.Skew,
            LostHistory = true,
        };
        peer.LostHistory = true;
        World.Peers.Add(clone);
        _clones.Add(clone);
        foreach (var link in World.Links.FindAll(link => link.From == peer))
            World.Link(clone, (SimPeer)link.To);
    }

    private static long Jump(Random random) => random.Next(4) switch
    {
        0 => random.Next(3_600_000),
        1 => -random.Next(24 * 3_600_000),
        2 => random.Next(20 * 3_600_000),
        _ => 25 * 3_600_000 + random.Next(3_600_000),
    };

    // Rules change where everyone is told of it, one after the other: never back.
    private void ChangeRules(SimPeer peer, Random random)
    {
        _version = Math.Min(_version + random.Next(2), _scenario.Versions.Count - 1);
        Adopt(peer, _scenario.Versions[_version].Of(peer.Rules.Classes));
    }

    private static void Adopt(SimPeer peer, Rules rules)
    {
        peer.Rules = rules;
        peer.Crash();
    }

    private void Quiet()
    {
        if (World.Traced)
            World.Say("quiet");
        foreach (var link in World.Links)
            (link.Held[0], link.Held[1], link.Enabled) = (false, false, true);
        Mend();
        Rest();
        Always.Holds(World);
        var relays = World.Peers.FindAll(peer => _plan.Peers.First(p => p.Name == peer.Name).Kind == PeerKind.Relay);
        Converged.Holds(World, relays);
        Lossless.Holds(World, relays);
    }

    private void Mend()
    {
        foreach (var peer in World.Peers)
        {
            peer.Skew = Math.Clamp(peer.Skew, -10_000, 10_000);
            var last = _scenario.Versions[_version];
            if (peer.Rules.Classes.Equals(last.Classes) && peer.Rules.Versions.SequenceEqual(last.Versions))
                continue;
            Adopt(peer, last);
        }
        // What a leaf holds of others comes back once the operator allows it.
        foreach (var peer in World.Peers.Where(peer => peer.LostHistory))
            foreach (var link in World.Links.Where(link => link.To == peer && link.From is SimPeer))
            {
                peer.RecoverFrom.Add(((SimPeer)link.From).Id);
                link.Cut();
            }
        if (World.Peers.Max(peer => (long)(peer.State.Clock.Last >> 16) - World.Now) is > 0 and var ahead)
            World.Pass(ahead);
    }

    private void Rest()
    {
        // Two copies of one identity can only take turns.
        for (var turn = 0; turn < (_clones.Count > 0 ? 4 : 1); turn++)
        {
            foreach (var link in World.Links.Where(link => _clones.Exists(clone => clone.Id == ((link.From as SimPeer)?.Id))))
            {
                link.Enabled = _clones.Contains((SimPeer)link.From) == (turn % 2 == 1);
                link.Cut();
            }
            World.Settle();
        }
        var heads = Heads();
        World.Settle();
        Invariant.Holds(heads.SequenceEqual(Heads()), 19, () => "nothing moves once it is at rest");
    }

    private long[] Heads() => [.. World.Peers.Select(peer => peer.State.Head.Position.Value)];
}
