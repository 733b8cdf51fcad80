using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.TestKit.Invariants;

/// <summary>2: what was submitted. Every value is given once, so that it tells which change it came from.</summary>
internal sealed class Ledger
{
    /// <summary>In every value that is drawn, and nowhere else.</summary>
    public const string Canary = "canary-";

    private int _drawn;
    private readonly HashSet<(RecordKey, string Name, JsonText Value)> _values = [];
    private readonly HashSet<(string, JsonText)> _operations = [];

    /// <summary>A value that was not given before.</summary>
    public string NewValue() => $"{Canary}{++_drawn}";

    public void Submitted(ImmutableArray<LocalChange> changes)
    {
        foreach (var change in changes)
            if (change is LocalChange.Operation(_, var type, var data))
                _operations.Add((type, data));
            else if (ChangeSet.KeyOf(change) is { } key)
                Submitted(key, Values(change));
    }

    /// <summary>The whole change set was refused: nothing of it may be anywhere.</summary>
    public void Refused(ImmutableArray<LocalChange> changes)
    {
        foreach (var change in changes)
            if (change is LocalChange.Operation(_, var type, var data))
                _operations.Remove((type, data));
            else if (ChangeSet.KeyOf(change) is { } key)
                foreach (var (name, value) in Values(change))
                    if (value.ToString().Contains(Canary, StringComparison.Ordinal))
                        _values.Remove((key, name, value));
    }

    public void Submitted(RecordKey key, IEnumerable<KeyValuePair<string, JsonText>> values)
    {
        foreach (var (name, value) in values)
            _values.Add((key, name, value));
    }

    public bool Knows(RecordKey key, Register register) => _values.Contains((key, register.Name, register.Value));

    private static ImmutableArray<KeyValuePair<string, JsonText>> Values(LocalChange change) => change switch
    {
        LocalChange.Create(_, var values) => values.Values,
        LocalChange.Put(_, var values) => values.Values,
        LocalChange.Save(_, var values) => values.Values,
        LocalChange.Update(_, var values) => values.Values,
        _ => [],
    };

    public bool Knows(Scribe.Operation operation) => _operations.Contains((operation.Type, operation.Data));
}
