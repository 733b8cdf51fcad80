using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Simulation;

/// <summary>Histories that broke earlier drafts, of who may read and write what.</summary>
public class AccessHistoriesSpecs
{
    private readonly SimWorld _world = new(1);
    private readonly RecordKey _r = City("r");

    private SimPeer Peer(string name, Rules? rules = null) => _world.Peer(name, rules ?? SimRules.Owned());

    [Fact]
    public void H1_a_private_record_reaches_the_server()
    {
        var (s, a) = (Peer("S"), Peer("A"));
        _world.Link(a, s);
        a.Do(Create(_r, ("owner", "A")));
        _world.Settle();
        Assert.Equal("""{"owner":"A"}""", s.Seen(_r));
    }

    [Fact]
    public void H2_what_one_server_sent_is_not_forgotten_for_another_that_would_refuse_it()
    {
        var (s, t, a, b) = (Peer("S"), Peer("T"), Peer("A"), Peer("B"));
        _world.Link(a, s);
        _world.Link(a, t);
        _world.Link(b, s);
        b.Do(Create(Note("n"), ("x", 1)));
        _world.Settle();
        Assert.Equal("""{"x":1}""", a.Seen(Note("n")));
        Assert.Null(t.Seen(Note("n")));
    }

    [Fact]
    public void H4_a_change_is_authorised_once_where_it_enters()
    {
        var rules = new Rules(
            Classes.Of([SimRules.Restricted]), new Dictionary<string, IClassRule> { [SimRules.Restricted] = new AttributeRule(null, ["writer"]) });
        var (s, t, a) = (Peer("S", rules), Peer("T", rules), Peer("A", rules));
        _world.Link(s, t, relay: true);
        _world.Link(a, t);
        s.Do(Create(_r, ("writer", "A")));
        _world.Settle();
        s.Do(Update(_r, ("x", 1)));
        _world.Settle();
        var commits = (s.Log.Count, t.Log.Count, a.Log.Count);
        Assert.Equal("""{"writer":"A","x":1}""", a.Seen(_r));
        _world.Settle();
        Assert.Equal(commits, (s.Log.Count, t.Log.Count, a.Log.Count));
    }

    [Fact]
    public void H5_a_refused_create_leaves_nothing_of_it_at_its_author()
    {
        var (s, b) = (Peer("S", Written()), Peer("B", Written()));
        var link = _world.Link(b, s);
        s.Do(Create(_r, ("x", 1), ("writer", "A")));
        b.Do(Create(_r, ("x", 1), ("y", 1), ("writer", "B")));
        _world.Settle();
        Assert.Equal("""{"writer":"A","x":1}""", b.Seen(_r));
        link.Cut();
        b.Do(Destroy(_r));
        s.Do(Update(_r, ("y", 2)));
        _world.Settle();
        Assert.Equal("""{"writer":"A","x":1,"y":2}""", b.Seen(_r));
    }

    [Fact]
    public void H6_a_withdraw_that_crosses_an_edit_leaves_the_edit()
    {
        var (s, c) = (Peer("S", Shared()), Peer("C", Shared()));
        var link = _world.Link(c, s);
        s.Do(Create(_r, ("owner", new[] { "A", "C" })));
        _world.Settle();
        link.Held[0] = true;
        s.Do(Update(_r, ("owner", new[] { "A" })));
        s.Do(Update(_r, ("owner", new[] { "A", "C" })));
        _world.Settle();
        c.Do(Update(_r, ("x", 1)));
        _world.Settle();
        Assert.Equal("""{"owner":["A","C"],"x":1}""", s.Seen(_r));
        link.Held[0] = false;
        _world.Settle();
        Assert.Equal("""{"owner":["A","C"],"x":1}""", c.Seen(_r));
    }

    [Fact]
    public void H7_the_losers_copy_of_what_it_may_not_read_is_forgotten()
    {
        var (s, a) = (Peer("S"), Peer("A"));
        a.Do(Create(_r, ("owner", "A")));
        s.Skew = 1000;
        s.Do(Create(_r, ("owner", "B")));
        _world.Link(a, s);
        _world.Settle();
        Assert.Equal("""{"owner":"B"}""", s.Seen(_r));
        Assert.True(a.Record(_r).State.IsUnknown);
    }

    [Fact]
    public void H12_who_lost_a_record_while_away_is_told_so_and_nothing_else()
    {
        var (s, a) = (Peer("S", Shared()), Peer("A", Shared()));
        var link = _world.Link(a, s);
        s.Do(Create(_r, ("owner", new[] { "A", "C" })));
        _world.Settle();
        link.Enabled = false;
        link.Cut();
        s.Do(Update(_r, ("x", "secret")));
        s.Do(Update(_r, ("owner", new[] { "B", "C" })));
        link.Enabled = true;
        _world.Settle();
        Assert.True(a.Record(_r).State.IsUnknown);
    }

    [Fact]
    public void H17_an_update_before_its_create_is_for_relays_alone()
    {
        var (s, t, a) = (Peer("S"), Peer("T"), Peer("A"));
        _world.Link(t, s, relay: true);
        _world.Link(a, s);
        var at = new Stamp((ulong)SimWorld.Start << 16, "X");
        var from = new Source(new(new("X"), new("journal-X")), Relay: true);
        void Take(Scribe.Change change)
        {
            s.Enqueue(new ChangeSet.Remote(from, [new(JsonText.Of(4096), change, true)], null), _ => { });
            _world.Settle();
        }
        Take(Scribe.Change.Update(_r, at, [new("x", JsonText.Of(1), at)]));
        Assert.True(a.Record(_r).State.IsUnknown);
        Assert.False(t.Record(_r).State.IsUnknown);
        Take(Scribe.Change.Create(_r, at, [new("owner", JsonText.OfString("A"), at)]));
        Assert.Equal("""{"owner":"A","x":1}""", a.Seen(_r));
        Assert.Equal("""{"owner":"A","x":1}""", t.Seen(_r));
    }

    [Fact]
    public void H24_who_takes_itself_out_of_an_audience_forgets_the_record()
    {
        var (s, a) = (Peer("S"), Peer("A"));
        _world.Link(a, s);
        a.Do(Create(_r, ("owner", "A")));
        _world.Settle();
        a.Do(Update(_r, ("owner", "B")));
        _world.Settle();
        Assert.Equal("""{"owner":"B"}""", s.Seen(_r));
        Assert.True(a.Record(_r).State.IsUnknown);
    }

    [Fact]
    public void H25_a_repeat_of_what_one_may_not_read_is_refused_as_anything_is()
    {
        var (s, from) = (Peer("S"), new Source(new(new("A"), new("journal-A")), Relay: false));
        s.Do(Create(_r, ("owner", "B"), ("x", 1)));
        var at = new Stamp(1, "A");
        Verdict? verdict = null;
        foreach (var value in new[] { 1, 2 })
        {
            var change = Scribe.Change.Update(_r, at, [new("x", JsonText.Of(value), at)]);
            var before = verdict;
            s.Enqueue(new ChangeSet.Remote(from, [new(JsonText.Of(4096), change, true)], null), v => verdict = v);
            s.CommitAll();
            var rejected = Assert.Single(Assert.IsType<Verdict.Received>(verdict).Rejected);
            Assert.Equal(403, rejected.Code);
            if (before is Verdict.Received first)
                Assert.Equal(first.Rejected[0], rejected);
        }
    }

    private static Rules Shared() => SimRules.Owned();

    private static Rules Written() => new(
        Classes.Of([SimRules.Restricted]), new Dictionary<string, IClassRule> { [SimRules.Restricted] = new AttributeRule(null, ["writer"]) });
}
