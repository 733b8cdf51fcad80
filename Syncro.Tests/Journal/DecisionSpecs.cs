using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Journal;

/// <summary>Many callers, one commit.</summary>
public class DecisionSpecs
{
    private static readonly JournalState State =
        JournalState.Empty.Apply(new JournalEvent.Opened(new("self"), new("journal")));

    private static readonly JournalLimits Limits = new(2000, 8, 8000, 16, 10_000);

    private static Decision Make(params ChangeSet[] waiting) => Decision.Make(
        State, waiting, _ => StoredRecord.Unknown, (_, _) => ImmutableHashSet<Stamp>.Empty, Rules.Open(Classes.All), Limits, 1000, "salt");

    private static ChangeSet.Local Set(string prefix, int changes, int bytes = 1) => new(
        [.. Enumerable.Range(0, changes).Select(i => Create(Note($"{prefix}{i}"), ("x", new string('x', bytes))))]);

    [Fact]
    public void Change_sets_beyond_the_scribes_of_a_commit_wait_whole()
    {
        var decision = Make(Set("a", 8), Set("b", 6), Set("c", 3));
        Assert.Equal(2, decision.Verdicts.Length);
        Assert.Equal(14, decision.Commit!.Entries.Length);
    }

    [Fact]
    public void Change_sets_beyond_the_bytes_of_a_commit_wait_whole()
    {
        var decision = Make(Set("a", 4, 1500), Set("b", 4, 1500));
        Assert.Single(decision.Verdicts);
        Assert.Equal(4, decision.Commit!.Entries.Length);
        Assert.True(decision.Commit.Entries[^1].EndsSet);
    }

    [Theory]
    [InlineData(9, 1)]
    [InlineData(1, 3000)]
    [InlineData(8, 1500)]
    public void A_change_set_above_a_limit_is_refused_and_leaves_its_neighbours_and_the_clock(int changes, int bytes)
    {
        var decision = Make(Set("a", 1), Set("b", changes, bytes), Set("c", 1));
        var refused = Assert.IsType<Verdict.Refused>(decision.Verdicts[1]);
        Assert.Equal(Code.TooLarge, refused.Fault.Code);
        Assert.Equal(Make(Set("a", 1), Set("c", 1)).Commit!.Entries.AsEnumerable(), decision.Commit!.Entries);
    }

    [Fact]
    public void Nothing_but_refusals_writes_nothing() =>
        Assert.Null(Make(new ChangeSet.Local([Update(Note("n"), ("x", 1))])).Commit);

    [Fact]
    public void Later_sets_see_what_earlier_ones_left()
    {
        var decision = Make(Set("a", 1), new ChangeSet.Local([Update(Note("a0"), ("x", "y"))]), Set("a", 1));
        Assert.IsType<Verdict.Accepted>(decision.Verdicts[1]);
        Assert.Equal(Code.DuplicateIdentity, Assert.IsType<Verdict.Refused>(decision.Verdicts[2]).Fault.Code);
        Assert.Equal(["create", "update"], decision.Commit!.Entries.Select(e => ((EntryBody.Changed)e.Body).Change.Type));
    }
}
