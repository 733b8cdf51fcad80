using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Saving;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>Some records as they are now, and what the database has to do with them.</summary>
internal sealed class Batch
{
    /// <summary>Those whose changes wait in the outbox: the row is newer than the record.</summary>
    public HashSet<RecordKey> Pending { get; } = [];

    /// <summary>Those to place; null: not alive.</summary>
    public Dictionary<RecordKey, RowDraft?> Drafts { get; } = [];

    /// <summary>Those that their entity can't hold, and why. Their rows stay as they are.</summary>
    public Dictionary<RecordKey, string> Wrong { get; } = [];

    /// <summary>The rows that the drafts have, tracked.</summary>
    public Dictionary<RecordKey, object> Rows { get; } = [];

    /// <summary>The records besides that the drafts refer to and that have a row.</summary>
    public HashSet<RecordKey> Present { get; } = [];

    /// <summary>
    /// The outbox is read before the records: what is not in it any more is in the record.
    /// </summary>
    public static async Task<Batch> LoadAsync(
        DbContext context, SyncedModel model, SyncroPeer peer, IReadOnlyCollection<RecordKey> keys, CancellationToken cancel)
    {
        var batch = new Batch();
        foreach (var group in keys.GroupBy(key => key.Class))
        {
            var ids = group.Select(key => key.Id.ToJson().ToString()).ToList();
            batch.Pending.UnionWith((await context.Set<OutboxRow>()
                .Where(row => row.Class == group.Key && ids.Contains(row.Id) && row.Error == null).Select(row => row.Id).Distinct()
                .ToListAsync(cancel).ConfigureAwait(false)).Select(id => AttributesJson.Key(group.Key, id)));
        }
        foreach (var key in keys)
            if (!batch.Pending.Contains(key) && model.ByClass.TryGetValue(key.Class, out var entity))
                batch.Add(key, entity, await peer.FindAsync(key, cancel).ConfigureAwait(false));
        foreach (var group in batch.Drafts.Keys.GroupBy(key => model.ByClass[key.Class]))
            foreach (var row in await RowsAsync(context, group.Key, group, cancel).ConfigureAwait(false))
                batch.Rows[group.Key.KeyOf(context.Entry(row).Property(group.Key.Key.Property).CurrentValue)] = row;
        await batch.FindPrincipalsAsync(context, model, cancel).ConfigureAwait(false);
        return batch;
    }

    private void Add(RecordKey key, SyncedEntity entity, StoredRecord? record)
    {
        var draft = record is { State: { Alive: true } state } ? entity.Read(key, state) : null;
        if (draft is { Fault: { } fault })
            Wrong[key] = fault;
        else
            Drafts[key] = draft;
    }

    private static Task<List<object>> RowsAsync(
        DbContext context, SyncedEntity entity, IEnumerable<RecordKey> keys, CancellationToken cancel) =>
        entity.Rows.Among(context, entity.Key.Property, Ids(entity, keys)).ToListAsync(cancel);

    private static List<object> Ids(SyncedEntity entity, IEnumerable<RecordKey> keys) =>
        [.. keys.Select(key => entity.KeyOf(key.Id)).OfType<object>()];

    private async Task FindPrincipalsAsync(DbContext context, SyncedModel model, CancellationToken cancel)
    {
        var principals = Drafts.Values.OfType<RowDraft>().SelectMany(draft => draft.Principals).OfType<RecordKey>()
            .Where(key => !Drafts.ContainsKey(key)).Distinct();
        foreach (var group in principals.GroupBy(key => model.ByClass[key.Class]))
            foreach (var id in await group.Key.Rows.ValuesOf(context, group.Key.Key.Property, Ids(group.Key, group))
                .ToListAsync(cancel).ConfigureAwait(false))
                Present.Add(group.Key.KeyOf(id));
    }
}
