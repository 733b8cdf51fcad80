using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Journal;

/// <summary>What an application's outbox holds is taken once, however often it is brought.</summary>
public class OutboxSpecs
{
    private readonly SimPeer _peer = new SimWorld(1).Peer("A");

    private Verdict Take(long row, params LocalChange[] changes)
    {
        Verdict? verdict = null;
        _peer.Enqueue(
            new ChangeSet.Local([.. changes]) { Upto = new(_peer.Id, new(new("outbox"), new(row), "")) }, v => verdict = v);
        _peer.CommitAll();
        return verdict!;
    }

    [Fact]
    public void A_row_that_comes_again_undoes_nothing_that_came_between()
    {
        Take(1, new LocalChange.Save(Note("n"), With(("x", 1))));
        _peer.Do(Update(Note("n"), ("x", 2)));
        var again = Assert.IsType<Verdict.Accepted>(Take(1, new LocalChange.Save(Note("n"), With(("x", 1)))));
        Assert.Equal(Outcome.Unchanged, Assert.Single(again.Outcomes));
        Assert.Equal("""{"x":2}""", _peer.Seen(Note("n")));
        Take(2, new LocalChange.Save(Note("n"), With(("x", 3))));
        Assert.Equal("""{"x":3}""", _peer.Seen(Note("n")));
    }

    [Fact]
    public void A_row_that_changed_nothing_is_taken_all_the_same()
    {
        _peer.Do(Create(Note("n"), ("x", 1)));
        Take(7, new LocalChange.Update(Note("n"), With(("x", 1))));
        _peer.Crash();
        _peer.Do(Update(Note("n"), ("x", 2)));
        Take(7, new LocalChange.Update(Note("n"), With(("x", 1))));
        Assert.Equal("""{"x":2}""", _peer.Seen(Note("n")));
    }

    [Fact]
    public void A_row_twice_in_one_commit_counts_once()
    {
        var row = new ChangeSet.Local([new LocalChange.Operation("Note", "ring", JsonText.Of(1))])
        {
            Upto = new(_peer.Id, new(new("outbox"), new(1), "")),
        };
        _peer.Enqueue(row, _ => { });
        _peer.Enqueue(row, _ => { });
        _peer.CommitAll();
        Assert.Single(Assert.Single(_peer.Log).Entries);
    }

    [Fact]
    public void What_is_gone_meanwhile_is_passed_over_where_the_row_says_so()
    {
        Take(1,
            new LocalChange.Update(Note("n"), With(("x", 1))) { IfAlive = true },
            new LocalChange.Destroy(Note("n")) { IfAlive = true },
            new LocalChange.Create(Note("m"), With()));
        Assert.Null(_peer.Seen(Note("n")));
        Assert.Equal("{}", _peer.Seen(Note("m")));
    }
}
