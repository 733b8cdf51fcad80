using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Journal;

/// <summary>What a version-1 peer answers to our sync, however much it is.</summary>
public class LegacyPageSpecs
{
    private static readonly JournalState Opened =
        JournalState.Empty.Apply(new JournalEvent.Opened(new("self"), new("journal")));

    private static readonly JournalLimits Limits = new(524_288, 2048, 1 << 20, 4096, 1 << 20);

    private static readonly Source Ruby = new(new(new("ruby"), JournalId.Legacy), Relay: true);

    private static Cursor At(int id) => new(JournalId.Legacy, Position.Zero, $"{id}");

    private static IncomingPage Page(int scribes) => new(
        Ruby,
        [.. Enumerable.Range(1, scribes).Select(i => new WireScribe(
            JsonText.Of(i), Scribe.Change.Create(new("Note", RecordId.Of($"n{i}")), Stamp.None, []), true))],
        At(scribes), false, new(Position.Zero, ImmutableHashSet<RecordKey>.Empty));

    [Fact]
    public void Any_number_of_scribes_fits_commits_and_is_recorded_once()
    {
        var (state, commits, waiting) = (Opened, new List<JournalEvent.Commit>(), Receiving.Sets(Page(5000)));
        while (!waiting.IsEmpty)
        {
            var decision = Decision.Make(
                state, waiting, _ => StoredRecord.Unknown, (_, _) => ImmutableHashSet<Stamp>.Empty, Rules.Open(Classes.All), Limits, 1000, "salt");
            commits.Add(decision.Commit!);
            state = state.Apply(decision.Commit!);
            waiting = waiting[decision.Verdicts.Length..];
        }
        Assert.Equal(
            Enumerable.Range(1, 5000).Select(i => RecordId.Of($"n{i}")),
            commits.SelectMany(commit => commit.Entries).Select(entry => entry.Body.Record!.Value.Id));
        Assert.Equal(At(5000), state.Taken[Ruby.Journal].To);
    }

    [Fact]
    public void Each_commit_says_how_far_its_page_is_taken()
    {
        var sets = Receiving.Sets(Page(2500)).Cast<ChangeSet.Legacy>().ToList();
        Assert.Equal([1024, 1024, 452], sets.Select(set => set.Scribes.Length));
        Assert.Equal([At(1024), At(2048), At(2500)], sets.Select(set => set.Upto));
    }
}
