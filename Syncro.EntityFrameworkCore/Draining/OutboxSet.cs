using System.Collections.Immutable;
using System.Diagnostics;
using Syncro.EntityFrameworkCore.Saving;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Journal;

namespace Syncro.EntityFrameworkCore.Draining;

/// <summary>A change set of the outbox, as it is recorded.</summary>
internal static class OutboxSet
{
    /// <summary>
    /// Lenient: what others did to a record meanwhile is no reason to refuse what was saved here. A row inserted is a
    /// record there, whoever made it; an update or a deletion of one that is gone changes nothing.
    /// </summary>
    public static ImmutableArray<LocalChange> Changes(IEnumerable<OutboxRow> rows) => [.. rows.Select(Change)];

    private static LocalChange Change(OutboxRow row)
    {
        var key = AttributesJson.Key(row.Class, row.Id);
        return row.Type switch
        {
            OutboxRow.Save => new LocalChange.Save(key, AttributesJson.Read(row.Data)),
            OutboxRow.Update => new LocalChange.Update(key, AttributesJson.Read(row.Data)) { IfAlive = true },
            OutboxRow.Destroy => new LocalChange.Destroy(key) { IfAlive = true },
            _ => throw new UnreachableException($"outbox row {row.Row} is a '{row.Type}'"),
        };
    }
}
