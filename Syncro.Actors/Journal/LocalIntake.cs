using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>Takes in what this peer's own application changes.</summary>
internal static class LocalIntake
{
    public static Verdict Take(CommitBuilder commit, ChangeSet.Local set)
    {
        var outcomes = ImmutableArray.CreateBuilder<Outcome>(set.Changes.Length);
        foreach (var change in set.Changes)
        {
            if (LocalFaults.Of(commit, change) is { } fault)
                return new Verdict.Refused(fault);
            outcomes.Add(Apply(commit, change, set.Announced));
        }
        if (LocalFaults.Of(commit) is { } whole)
            return new Verdict.Refused(whole);
        // That nothing changed has to be on disk too: what comes again later could change something.
        if (set.Upto is not null && commit.SetEntries.Count == 0 && set.Keys.Take(1).ToArray() is [var key])
            commit.Note(new EntryBody.Correct(key), commit.Self);
        return new Verdict.Accepted(outcomes.DrainToImmutable());
    }

    private static Outcome Apply(CommitBuilder commit, LocalChange change, bool announced)
    {
        var alive = ChangeSet.KeyOf(change) is { } of && commit[of].State.Alive;
        switch (change)
        {
            case LocalChange.Create(var key, var values):
                return Create(commit, key, values, announced);
            case LocalChange.Put(var key, var values):
                return alive ? Replace(commit, key, values, announced) : Create(commit, key, values, announced);
            case LocalChange.Save(var key, var values):
                return alive ? Update(commit, key, values, announced) : Create(commit, key, values, announced);
            case LocalChange.Update(var key, var values):
                return alive ? Update(commit, key, values, announced) : Outcome.Unchanged;
            case LocalChange.Destroy(var key):
                if (alive)
                    Record(commit, Scribe.Change.Destroy(key, commit.Stamp()), announced);
                return alive ? Outcome.Changed : Outcome.Unchanged;
            case LocalChange.Operation(var name, var type, var data):
                var told = announced && commit.Rules.Announces(name, type);
                commit.OperateNew(new Scribe.Operation(name, type, commit.Stamp(), data), null, told ? default(ClientId?) : commit.Self);
                return Outcome.Created;
            case LocalChange.Expect:
                return Outcome.Unchanged;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void Record(CommitBuilder commit, Scribe.Change change, bool announced)
    {
        if (announced && commit.Rules.Announces(change.Class, change.Type))
            commit.Merge(change, null);
        else
            commit.MergeUnannounced(change);
    }

    private static Outcome Create(CommitBuilder commit, RecordKey key, Attributes values, bool announced)
    {
        var at = commit.Stamp();
        Record(commit, Scribe.Change.Create(key, at, Stamped(values.Values, at)), announced);
        return Outcome.Created;
    }

    private static Outcome Replace(CommitBuilder commit, RecordKey key, Attributes values, bool announced)
    {
        if (Same(commit[key].State.Visible, values.Values))
            return Outcome.Unchanged;
        Record(commit, Scribe.Change.Destroy(key, commit.Stamp()), announced);
        Create(commit, key, values, announced);
        return Outcome.Changed;
    }

    private static Outcome Update(CommitBuilder commit, RecordKey key, Attributes values, bool announced)
    {
        var state = commit[key].State;
        var changed = values.Values.Where(pair => state[pair.Key] != pair.Value).ToList();
        if (changed.Count == 0)
            return Outcome.Unchanged;
        var at = commit.Stamp();
        Record(commit, Scribe.Change.Update(key, at, Stamped(changed, at)), announced);
        return Outcome.Changed;
    }

    private static ImmutableArray<Register> Stamped(IEnumerable<KeyValuePair<string, JsonText>> values, Stamp at) =>
        [.. values.Select(pair => new Register(pair.Key, pair.Value, at))];

    private static bool Same(ImmutableArray<Register> visible, ImmutableArray<KeyValuePair<string, JsonText>> values) =>
        visible.Length == values.Length
        && visible.AsEnumerable().Zip(values, (r, pair) => r.Name == pair.Key && r.Value == pair.Value).All(same => same);
}
