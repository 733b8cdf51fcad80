using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Simulation;

/// <summary>Histories that broke earlier drafts, of cursors, identities and clocks.</summary>
public class ReadingHistoriesSpecs
{
    private readonly SimWorld _world = new(1);

    [Fact]
    public void H9_a_peer_rebuilt_empty_gets_its_own_back_though_the_link_is_cut_on_the_way()
    {
        var (s, a) = (_world.Peer("S"), _world.Peer("A"));
        var link = _world.Link(a, s);
        for (var i = 0; i < 6; i++)
            a.Do(Create(Note($"n{i}"), ("x", i)));
        _world.Settle();
        s.PageSize = 1;
        a.Restore(null);
        while (a.Seen(Note("n1")) is null)
            Assert.True(_world.Step());
        link.Cut();
        a.Crash();
        _world.Settle();
        Assert.All(Enumerable.Range(0, 6), i => Assert.NotNull(a.Seen(Note($"n{i}"))));
    }

    [Fact]
    public void H9_a_restored_peer_gets_its_own_back_though_it_crashes_on_the_way()
    {
        var (s, a) = (_world.Peer("S"), _world.Peer("A"));
        var link = _world.Link(a, s);
        s.Do(Create(Note("s"), ("x", 0)));
        _world.Settle();
        var backup = a.Disk.Copy();
        for (var i = 0; i < 6; i++)
            a.Do(Create(Note($"n{i}"), ("x", i)));
        _world.Settle();
        var before = s.Look(a.Id).Seen!.Position;
        s.PageSize = 1;
        a.Restore(backup);
        // The server has begun the restored journal anew: from now on it can't tell that anything was lost.
        while (a.Seen(Note("n1")) is null || s.Look(a.Id).Seen!.Position >= before)
            Assert.True(_world.Step());
        Assert.Null(a.Seen(Note("n5")));
        link.Cut();
        a.Crash();
        _world.Settle();
        Assert.All(Enumerable.Range(0, 6), i => Assert.NotNull(a.Seen(Note($"n{i}"))));
    }

    [Fact]
    public void H10_a_peer_gets_what_its_clone_wrote()
    {
        var s = _world.Peer("S");
        var (a, clone) = (_world.Peer("A"), _world.Peer("A"));
        var (first, second) = (_world.Link(a, s), _world.Link(clone, s));
        for (var turn = 0; turn < 3; turn++)
        {
            (first.Enabled, second.Enabled) = (turn % 2 == 0, turn % 2 == 1);
            first.Cut();
            second.Cut();
            var writer = turn % 2 == 0 ? a : clone;
            _world.Settle();
            writer.Do(Create(Note($"n{turn}"), ("x", turn)));
            _world.Settle();
        }
        Assert.All(Enumerable.Range(0, 3), turn => Assert.NotNull(a.Seen(Note($"n{turn}"))));
    }

    [Fact]
    public void H11_a_clock_too_far_ahead_delays_its_changes_and_shuts_nobody_out()
    {
        var peers = new[] { _world.Peer("H0"), _world.Peer("H1"), _world.Peer("H2") };
        (peers[0].Skew, peers[2].Skew) = (SimWorld.MaxDrift * 9 / 10, -SimWorld.MaxDrift * 9 / 10);
        _world.Link(peers[0], peers[1], relay: true);
        _world.Link(peers[1], peers[2], relay: true);
        peers[0].Do(Create(Note("n"), ("x", 1)));
        _world.Settle();
        Assert.NotNull(peers[1].Seen(Note("n")));
        Assert.Null(peers[2].Seen(Note("n")));
        peers[1].Do(Create(Note("m"), ("x", 1)));
        _world.Settle();
        Assert.NotNull(peers[0].Seen(Note("m")));
        _world.Pass(SimWorld.MaxDrift);
        _world.Settle();
        Assert.NotNull(peers[2].Seen(Note("n")));
        Assert.NotNull(peers[2].Seen(Note("m")));
    }

    [Fact]
    public void H3_what_a_leaf_holds_of_others_comes_back_to_a_server_that_lost_it_once_the_operator_allows()
    {
        var (s, c, d) = (_world.Peer("S"), _world.Peer("C"), _world.Peer("D"));
        var gone = _world.Link(d, s);
        var link = _world.Link(c, s);
        d.Do(Create(Note("n"), ("x", 1)));
        s.Do(Create(Note("m"), ("x", 2)));
        _world.Settle();
        gone.Enabled = false;
        gone.Cut();
        s.Restore(null);
        _world.Settle();
        Assert.Null(s.Seen(Note("n")));
        Assert.Equal("""{"x":1}""", c.Seen(Note("n")));
        s.RecoverFrom.Add(c.Id);
        link.Cut();
        _world.Settle();
        Assert.Equal("""{"x":1}""", s.Seen(Note("n")));
        Assert.Equal("""{"x":2}""", s.Seen(Note("m")));
        // Read so once: the next session goes on where it was.
        var commits = s.Log.Count;
        link.Cut();
        _world.Settle();
        Assert.Equal(commits, s.Log.Count);
    }

    [Fact]
    public void H13_records_of_a_class_added_later_come_and_so_do_those_of_a_changed_rule()
    {
        var (s, a) = (_world.Peer("S", SimRules.Of("Note", "Tag")), _world.Peer("A"));
        _world.Link(a, s);
        var (tag, city) = (new RecordKey("Tag", RecordId.Of(1)), City("r"));
        s.Do(Create(tag, ("x", 1)));
        s.Do(Create(city, ("owner", "B"), ("reader", "A")));
        _world.Settle();
        Assert.Null(a.Seen(tag));
        a.Rules = SimRules.Of("Note", "Tag");
        a.Crash();
        _world.Settle();
        Assert.NotNull(a.Seen(tag));
        Assert.Null(a.Seen(city));
        s.Rules = new(s.Rules.Classes, new Dictionary<string, IClassRule> { ["City"] = new Syncro.Models.AttributeRule(["reader"], null) });
        s.Crash();
        _world.Settle();
        Assert.NotNull(a.Seen(city));
    }

    [Fact]
    public void H14_two_peers_that_dial_each_other_end_with_one_session_that_stays()
    {
        var (s, t) = (_world.Peer("S"), _world.Peer("T"));
        _world.Link(s, t, relay: true);
        _world.Link(t, s, relay: true);
        _world.Settle();
        var (live, other) = (Assert.Single(s.Live.Values), Assert.Single(t.Live.Values));
        Assert.Same(live.Link, other.Link);
        Assert.Equal("S→T", live.Link.Name);
        s.Do(Create(Note("n"), ("x", 1)));
        _world.Settle();
        Assert.NotNull(t.Seen(Note("n")));
        Assert.Same(live, Assert.Single(s.Live.Values));
        Assert.Single(s.Sessions);
    }

    [Fact]
    public void H18_the_same_content_has_another_mark_wherever_it_is_written()
    {
        var (s, t) = (_world.Peer("S"), _world.Peer("S"));
        string Mark(SimPeer peer, string salt) => Decision.Make(
            peer.State, [new ChangeSet.Local([Create(Note("n"), ("x", 1))])], peer.Record, (_, _) => System.Collections.Immutable.ImmutableHashSet<Stamp>.Empty, peer.Rules, peer.Limits,
            SimWorld.Start, salt).Commit!.Mark;
        Assert.Equal(Mark(s, "a"), Mark(t, "a"));
        Assert.NotEqual(Mark(s, "a"), Mark(s, "b"));
    }
}
