using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Simulation;

/// <summary>Histories that broke earlier drafts, of peers of version 1.</summary>
public class LegacyHistoriesSpecs
{
    private readonly SimWorld _world = new(1);

    [Fact]
    public void H19_edits_that_cross_on_the_way_to_a_version_1_peer_end_alike()
    {
        var (s, v) = (_world.Peer("S"), _world.Ruby("V"));
        var link = _world.Link(s, v, dials: false);
        s.Do(Create(Note("n"), ("x", 0)));
        _world.Settle();
        (link.Held[0], link.Held[1]) = (true, true);
        s.Do(Update(Note("n"), ("x", 2)));
        _world.Settle();
        v.Update(Note("n"), ("x", "1"));
        link.Held[1] = false;
        _world.Settle();
        link.Held[0] = false;
        _world.Settle();
        Assert.Equal(s.Seen(Note("n")), v.Seen(Note("n")));
        Assert.Equal("""{"x":1}""", v.Seen(Note("n")));
    }

    [Fact]
    public void H20_a_create_that_a_version_1_peer_sends_again_revives_nothing()
    {
        var (s, v) = (_world.Peer("S"), _world.Ruby("V"));
        var link = _world.Link(s, v, dials: false);
        v.Create(Note("n"), ("x", "1"));
        while (!s.HasWork)
            Assert.True(_world.Step());
        link.Enabled = false;
        s.Commit(crash: true);
        s.Do(Destroy(Note("n")));
        link.Enabled = true;
        _world.Settle();
        Assert.Null(s.Seen(Note("n")));
        Assert.Null(v.Seen(Note("n")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void H21_a_version_1_peer_is_never_told_of_a_record_that_it_was_not_sent(bool returns)
    {
        var (s, v) = (_world.Peer("S"), _world.Ruby("V"));
        var link = _world.Link(s, v, dials: false);
        s.Do(Create(Note("gone"), ("x", 1)));
        s.Do(Create(Note("stays"), ("x", 1)));
        while (!(s.Sessions is [{ Tasks: [.., ("read", _)] }]))
            Assert.True(_world.Step());
        s.Do(Destroy(Note("gone")));
        if (returns)
            s.Do(Create(Note("gone"), ("y", 1)));
        while (v.Seen(Note("stays")) is null)
            Assert.True(_world.Step());
        link.Cut();
        _world.Settle();
        Assert.Equal(s.Seen(Note("gone")), v.Seen(Note("gone")));
        s.Do(Update(Note("stays"), ("y", 2)));
        _world.Settle();
        Assert.Equal("""{"x":1,"y":2}""", v.Seen(Note("stays")));
    }

    [Fact]
    public void What_a_version_1_peer_brings_back_is_not_destroyed_by_an_older_destroy_that_it_is_sent_later()
    {
        var (s, v) = (_world.Peer("S"), _world.Ruby("V"));
        var link = _world.Link(s, v, dials: false);
        s.Do(Create(Note("n"), ("x", 1)));
        _world.Settle();
        s.Do(Destroy(Note("n")), Create(Note("n"), ("x", 2)), Destroy(Note("n")));
        _world.Settle();
        Assert.Null(v.Seen(Note("n")));
        v.Create(Note("n"), ("x", "3"));
        _world.Settle();
        link.Cut();
        _world.Settle();
        Assert.Equal("""{"x":3}""", s.Seen(Note("n")));
        Assert.Equal("""{"x":3}""", v.Seen(Note("n")));
    }

    [Fact]
    public void A_push_that_overtakes_the_answer_to_a_sync_skips_nothing()
    {
        var (s, v) = (_world.Peer("S"), _world.Ruby("V"));
        var link = _world.Link(s, v, dials: false);
        _world.Settle();
        link.Enabled = false;
        link.Cut();
        v.Create(Note("n1"), ("x", "1"));
        link.Enabled = true;
        while (link.Waiting(1) == 0 && link.Waiting(0) == 0)
            Assert.True(_world.Step());
        v.Create(Note("n2"), ("x", "1"));
        link.Held[0] = true;
        _world.Settle();
        s.Crash();
        link.Held[0] = false;
        _world.Settle();
        Assert.NotNull(s.Seen(Note("n1")));
        Assert.NotNull(s.Seen(Note("n2")));
    }

    [Fact]
    public void A_record_that_both_destroyed_holds_nobody_up()
    {
        var (s, v) = (_world.Peer("S"), _world.Ruby("V"));
        var link = _world.Link(s, v, dials: false);
        s.Do(Create(Note("n"), ("x", 1)));
        _world.Settle();
        link.Enabled = false;
        link.Cut();
        s.Do(Destroy(Note("n")));
        v.Destroy(Note("n"));
        s.Do(Create(Note("m"), ("x", 1)));
        link.Enabled = true;
        _world.Settle();
        Assert.Null(v.Seen(Note("n")));
        Assert.NotNull(v.Seen(Note("m")));
    }
}
