using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>Takes in what this peer's own application changes.</summary>
internal static class LocalIntake
{
    public static Verdict Take(CommitBuilder commit, ChangeSet.Local set)
    {
        var outcomes = ImmutableArray.CreateBuilder<Outcome>(set.Changes.Length);
        foreach (var change in set.Changes)
        {
            if (Refusal(commit, change) is { } fault)
                return new Verdict.Refused(fault);
            outcomes.Add(Apply(commit, change));
        }
        return SizeFault(commit) is { } size ? new Verdict.Refused(size) : new Verdict.Accepted(outcomes.DrainToImmutable());
    }

    private static Fault? Refusal(CommitBuilder commit, LocalChange change) => change switch
    {
        LocalChange.Create(var key, var values) => Named(commit, key.Class) ?? ValuesFault(key, values)
            ?? (commit[key].State.Alive ? new(Code.DuplicateIdentity, $"{key} exists already") : null),
        LocalChange.Put(var key, var values) => Named(commit, key.Class) ?? ValuesFault(key, values),
        LocalChange.Update(var key, var values) => Named(commit, key.Class) ?? ValuesFault(key, values) ?? Absent(commit, key),
        LocalChange.Destroy(var key) => Named(commit, key.Class) ?? Absent(commit, key),
        LocalChange.Operation(var name, var type, _) => Named(commit, name) ?? TypeFault(type),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Outcome Apply(CommitBuilder commit, LocalChange change)
    {
        switch (change)
        {
            case LocalChange.Create(var key, var values):
                return Create(commit, key, values);
            case LocalChange.Put(var key, var values):
                return Put(commit, key, values);
            case LocalChange.Update(var key, var values):
                return Update(commit, key, values);
            case LocalChange.Destroy(var key):
                commit.Merge(Scribe.Change.Destroy(key, commit.Stamp()), null);
                return Outcome.Changed;
            case LocalChange.Operation(var name, var type, var data):
                commit.OperateNew(new Scribe.Operation(name, type, commit.Stamp(), data), null);
                return Outcome.Created;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Outcome Create(CommitBuilder commit, RecordKey key, Attributes values)
    {
        var at = commit.Stamp();
        commit.Merge(Scribe.Change.Create(key, at, Stamped(values.Values, at)), null);
        return Outcome.Created;
    }

    private static Outcome Put(CommitBuilder commit, RecordKey key, Attributes values)
    {
        var state = commit[key].State;
        if (!state.Alive)
            return Create(commit, key, values);
        if (Same(state.Visible, values.Values))
            return Outcome.Unchanged;
        commit.Merge(Scribe.Change.Destroy(key, commit.Stamp()), null);
        Create(commit, key, values);
        return Outcome.Changed;
    }

    private static Outcome Update(CommitBuilder commit, RecordKey key, Attributes values)
    {
        var state = commit[key].State;
        var changed = values.Values.Where(pair => state[pair.Key] != pair.Value).ToList();
        if (changed.Count == 0)
            return Outcome.Unchanged;
        var at = commit.Stamp();
        commit.Merge(Scribe.Change.Update(key, at, Stamped(changed, at)), null);
        return Outcome.Changed;
    }

    private static ImmutableArray<Register> Stamped(IEnumerable<KeyValuePair<string, JsonText>> values, Stamp at) =>
        [.. values.Select(pair => new Register(pair.Key, pair.Value, at))];

    private static bool Same(ImmutableArray<Register> visible, ImmutableArray<KeyValuePair<string, JsonText>> values) =>
        visible.Length == values.Length
        && visible.AsEnumerable().Zip(values, (r, pair) => r.Name == pair.Key && r.Value == pair.Value).All(same => same);

    private static Fault? Named(CommitBuilder commit, string name) =>
        Names.ClassFault(name) is { } fault ? new(Code.InvalidScribe, fault)
        : commit.Rules.Classes.Contains(name) ? null
        : new(Code.NotAllowed, $"class '{name}' is not synced here");

    private static Fault? Absent(CommitBuilder commit, RecordKey key) =>
        commit[key].State.Alive ? null : new(Code.NotFound, $"no record {key}");

    private static Fault? TypeFault(string type) =>
        Names.Fault("scribe type", type) is { } fault ? new(Code.InvalidScribe, fault)
        : type is "create" or "update" or "destroy" or "withdraw"
            ? new(Code.InvalidScribe, $"scribe type '{type}' is not a class's own to define") : null;

    private static Fault? ValuesFault(RecordKey key, Attributes values)
    {
        foreach (var (name, value) in values.Values)
        {
            if (Names.Fault("attribute name", name) is { } fault)
                return new(Code.InvalidScribe, $"{fault} in {key}");
            if (name == "id")
                return new(Code.InvalidScribe, $"'id' is not an attribute of {key}: an id never changes");
            if (JsonGrammar.Depth(value) > JsonGrammar.MaxValueDepth)
                return new(Code.InvalidScribe, $"attribute '{name}' of {key} is nested deeper than {JsonGrammar.MaxValueDepth}");
        }
        return null;
    }

    private static Fault? SizeFault(CommitBuilder commit)
    {
        var limits = commit.Limits;
        if (commit.SetEntries.Count > limits.SetScribes)
            return new(Code.TooLarge, $"a change set of {commit.SetEntries.Count} scribes is above {limits.SetScribes}");
        var total = 0;
        foreach (var entry in commit.SetEntries)
        {
            var size = entry.Body is EntryBody.Changed(var change) ? ScribeJson.Size(change)
                : entry.Body is EntryBody.Operated(var operation) ? ScribeJson.Size(operation) : 0;
            if (size > limits.ScribeBytes)
                return new(Code.TooLarge, $"a scribe of {size} bytes on {entry.Body.Record} is above {limits.ScribeBytes}");
            total += size;
        }
        return total > limits.SetBytes
            ? new(Code.TooLarge, $"a change set of {total} bytes is above {limits.SetBytes}") : null;
    }
}
