using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>What is wrong with a change of this peer's own application, in words for its caller.</summary>
internal static class LocalFaults
{
    /// <summary>Why a change set can't be recorded, its changes made; null: it can.</summary>
    public static Fault? Of(CommitBuilder commit) => Invalid(commit) ?? SizeFault(commit);

    private static Fault? Invalid(CommitBuilder commit) =>
        commit.SetEntries.Select(entry => entry.Body.Record).OfType<RecordKey>().Distinct()
            .Select(key => commit.Rules.Fault(key, commit[key].State) is { } fault ? new Fault(Code.InvalidScribe, $"{key}: {fault}") : null)
            .FirstOrDefault(fault => fault is not null);

    /// <summary>Why a change can't be made to what is there; null: it can.</summary>
    public static Fault? Of(CommitBuilder commit, LocalChange change) => change switch
    {
        LocalChange.Create(var key, var values) => Named(commit, key.Class) ?? ValuesFault(key, values)
            ?? (commit[key].State.Alive ? new(Code.DuplicateIdentity, $"{key} exists already") : null),
        LocalChange.Put(var key, var values) => Named(commit, key.Class) ?? ValuesFault(key, values),
        LocalChange.Save(var key, var values) => Named(commit, key.Class) ?? ValuesFault(key, values),
        LocalChange.Update(var key, var values) update =>
            Named(commit, key.Class) ?? ValuesFault(key, values) ?? (update.IfAlive ? null : Absent(commit, key)),
        LocalChange.Destroy(var key) destroy => Named(commit, key.Class) ?? (destroy.IfAlive ? null : Absent(commit, key)),
        LocalChange.Expect(var key, var at) =>
            commit[key].Position == at ? null : new(Code.ChangedMeanwhile, $"{key} was changed meanwhile"),
        LocalChange.Operation(var name, var type, _) => Named(commit, name) ?? TypeFault(type) ?? Untyped(commit, name, type),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Fault? Named(CommitBuilder commit, string name) =>
        Names.ClassFault(name) is { } fault ? new(Code.InvalidScribe, fault)
        : commit.Rules.Classes.Contains(name) ? null
        : new(Code.NotAllowed, $"class '{name}' is not synced here");

    private static Fault? Absent(CommitBuilder commit, RecordKey key) =>
        commit[key].State.Alive ? null : new(Code.NotFound, $"no record {key}");

    /// <summary>Why a type is not a class's own to define.</summary>
    public static Fault? TypeFault(string type) =>
        Names.Fault("scribe type", type) is { } fault ? new(Code.InvalidScribe, fault)
        : type is "create" or "update" or "destroy" or "withdraw"
            ? new(Code.InvalidScribe, $"scribe type '{type}' is not a class's own to define") : null;

    private static Fault? Untyped(CommitBuilder commit, string name, string type) =>
        commit.Rules.TypeFault(name, type) is { } fault ? new(Code.InvalidScribe, fault) : null;

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
