using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Simulation;

/// <summary>Histories that broke earlier drafts, of records that die and return, and of sizes.</summary>
public class RecordHistoriesSpecs
{
    private readonly SimWorld _world = new(1);
    private readonly RecordKey _r = City("r");

    [Fact]
    public void H8_what_an_old_destroy_hides_is_hidden_from_who_gains_the_record_later()
    {
        var (s, t, e) = (_world.Peer("S", SimRules.Owned()), _world.Peer("T", SimRules.Owned()), _world.Peer("E", SimRules.Owned()));
        var link = _world.Link(t, s, relay: true);
        _world.Link(e, s);
        s.Do(Create(_r, ("owner", "B")));
        _world.Settle();
        link.Enabled = false;
        link.Cut();
        t.Do(Update(_r, ("y", 7)));
        _world.Pass(1000);
        s.Do(Destroy(_r));
        s.Do(Create(_r, ("owner", "E")));
        _world.Settle();
        link.Enabled = true;
        _world.Settle();
        Assert.Equal("""{"owner":"E"}""", s.Seen(_r));
        Assert.Equal("""{"owner":"E"}""", t.Seen(_r));
        Assert.Equal("""{"owner":"E"}""", e.Seen(_r));
    }

    [Fact]
    public void H15_a_scribe_just_below_the_limit_and_what_it_grows_to_cross()
    {
        var (s, a) = (_world.Peer("S"), _world.Peer("A"));
        _world.Link(a, s);
        var values = Enumerable.Range(0, 29_000).Select(i => ($"a{i:x4}", (object)(i % 10))).ToArray();
        Assert.IsType<Verdict.Accepted>(s.Do(Create(Note("wide"), values)));
        for (var i = 0; i < 1000; i++)
            s.Do(new LocalChange.Put(Note("joined"), With(("first", 1))), Update(Note("joined"), ("last", i)));
        for (var i = 0; i < 1000; i++)
            s.Do(Update(Note("joined"), ($"u{i}", new string('x', 1000))));
        _world.Settle();
        Assert.Equal(s.Seen(Note("wide")), a.Seen(Note("wide")));
        Assert.Equal(s.Seen(Note("joined")), a.Seen(Note("joined")));
    }

    [Fact]
    public void H15_one_change_set_that_changes_every_audience_crosses()
    {
        var (s, a) = (_world.Peer("S", SimRules.Owned()), _world.Peer("A", SimRules.Owned()));
        _world.Link(a, s);
        RecordKey[] keys = [.. Enumerable.Range(0, 2048).Select(i => City($"c{i}"))];
        s.Do([.. keys.Select((key, i) => Create(key, ("owner", i % 2 == 0 ? "A" : "B"), ("x", new string('x', 400))))]);
        _world.Settle();
        s.Do([.. keys.Select((key, i) => Update(key, ("owner", i % 2 == 0 ? "B" : "A")))]);
        _world.Settle();
        Assert.All(keys, key => Assert.Equal(s.Record(key).Audience.Contains(a.Id) ? s.Seen(key) : null, a.Seen(key)));
    }

    [Fact]
    public void H16_who_could_read_a_record_is_sent_its_destroy_and_a_later_one_over_it()
    {
        var (s, t, a) = (_world.Peer("S", SimRules.Owned()), _world.Peer("T", SimRules.Owned()), _world.Peer("A", SimRules.Owned()));
        var link = _world.Link(t, s, relay: true);
        _world.Link(a, s);
        s.Do(Create(_r, ("owner", "A")));
        _world.Settle();
        link.Enabled = false;
        link.Cut();
        s.Do(Destroy(_r));
        _world.Settle();
        Assert.Equal(s.Record(_r).State, a.Record(_r).State);
        var first = s.Record(_r).State.Destroyed;
        _world.Pass(1000);
        t.Do(Destroy(_r));
        link.Enabled = true;
        _world.Settle();
        Assert.True(s.Record(_r).State.Destroyed > first);
        Assert.Equal(s.Record(_r).State, a.Record(_r).State);
        Assert.Equal(s.Record(_r).State, t.Record(_r).State);
    }

    [Fact]
    public void H22_destroy_and_create_in_one_change_set_leave_the_record_alive()
    {
        var (s, a) = (_world.Peer("S"), _world.Peer("A"));
        _world.Link(a, s);
        s.Do(Create(Note("n"), ("x", 1), ("y", 1)));
        s.Do(Destroy(Note("n")), Create(Note("n"), ("x", 2)));
        _world.Settle();
        Assert.Equal("""{"x":2}""", s.Seen(Note("n")));
        Assert.Equal("""{"x":2}""", a.Seen(Note("n")));
    }

    [Fact]
    public void H23_of_three_callers_in_one_commit_the_refused_one_is_answered_by_itself()
    {
        var s = _world.Peer("S");
        var verdicts = new List<Verdict?>();
        s.Enqueue(new ChangeSet.Local([Create(Note("n1")), Create(Note("n2"))]), verdicts.Add);
        s.Enqueue(new ChangeSet.Local([Create(Note("n3")), Update(Note("n4"), ("x", 1))]), verdicts.Add);
        s.Enqueue(new ChangeSet.Local([Create(Note("n5")), Create(Note("n6"))]), verdicts.Add);
        s.Commit();
        Assert.Equal(
            [typeof(Verdict.Accepted), typeof(Verdict.Refused), typeof(Verdict.Accepted)], verdicts.Select(v => v!.GetType()));
        Assert.Equal([false, true, false, true], Assert.Single(s.Log).Entries.Select(entry => entry.EndsSet));
        Assert.Null(s.Seen(Note("n3")));
        Assert.All(["n1", "n2", "n5", "n6"], id => Assert.NotNull(s.Seen(Note(id))));
    }

    [Fact]
    public void A_record_lost_and_gained_in_one_change_set_is_kept()
    {
        var (s, a) = (_world.Peer("S", SimRules.Owned()), _world.Peer("A", SimRules.Owned()));
        _world.Link(a, s);
        s.Do(Create(_r, ("owner", "A")));
        _world.Settle();
        s.Do(Update(_r, ("owner", "B")), Destroy(_r), Create(_r, ("owner", "A"), ("x", 1)));
        _world.Settle();
        Assert.Equal("""{"owner":"A","x":1}""", a.Seen(_r));
    }
}
