using Syncro.EntityFrameworkCore.Mapping;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>
/// Which of some records have a row: those alive whose required principals have one. Pure.
/// </summary>
/// <param name="drafts">The records to place; null: not alive.</param>
/// <param name="present">The records besides them that have a row.</param>
internal sealed class Placing(IReadOnlyDictionary<RecordKey, RowDraft?> drafts, IReadOnlySet<RecordKey> present)
{
    private readonly Dictionary<RecordKey, bool> _stands = [];

    /// <summary>Whether a record has a row.</summary>
    public bool Stands(RecordKey key)
    {
        if (!drafts.TryGetValue(key, out var draft))
            return present.Contains(key);
        if (_stands.TryGetValue(key, out var stands))
            return stands;
        // Asked again before it is known: rows that require each other in a circle can't be inserted.
        _stands[key] = false;
        return _stands[key] = draft is not null && Principals(key, draft, required: true).All(Stands);
    }

    /// <summary>The principals that a record is without.</summary>
    public IEnumerable<RecordKey> Missing(RecordKey key) => drafts[key] is not { } draft ? [] :
        Principals(key, draft, required: true).Concat(Principals(key, draft, required: false))
            .Where(principal => !Stands(principal)).Distinct();

    /// <summary>What the columns of a record's row hold: no reference to a row that is not there.</summary>
    public object?[] ValuesOf(RecordKey key)
    {
        var draft = drafts[key]!;
        var values = (object?[])draft.Values.Clone();
        for (var i = 0; i < draft.Principals.Length; i++)
            if (draft.Principals[i] is { } principal && !Stands(principal))
                values[draft.Entity.References[i].Index] = null;
        return values;
    }

    // A row may always refer to itself.
    private static IEnumerable<RecordKey> Principals(RecordKey key, RowDraft draft, bool required) =>
        draft.Principals.Where((principal, i) => draft.Entity.References[i].Required == required && principal != key).OfType<RecordKey>();
}
