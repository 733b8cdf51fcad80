using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Playing;

/// <summary>
/// What has to make way for rows that go: rows that require one of them go too, whatever requires those as well; rows
/// that can do without lose the reference. All of them wait for what they are without.
/// </summary>
internal sealed class Cascade
{
    private const int Chunk = 500;

    private readonly DbContext _context;
    private readonly SyncedModel _model;
    private readonly Batch _batch;

    private Cascade(DbContext context, SyncedModel model, Batch batch) =>
        (_context, _model, _batch, Placing) = (context, model, batch, new(batch.Drafts, batch.Present));

    /// <summary>Where the records of the batch end up.</summary>
    public Placing Placing { get; private set; }

    /// <summary>Rows beside the batch that go with it.</summary>
    public Dictionary<RecordKey, object> Gone { get; } = [];

    /// <summary>Rows beside the batch that lose a reference.</summary>
    public List<(object Row, SyncedReference Reference)> Cleared { get; } = [];

    /// <summary>The records of both, with what they are without.</summary>
    public List<(RecordKey Record, RecordKey Principal)> Waiting { get; } = [];

    public static async Task<Cascade> OfAsync(DbContext context, SyncedModel model, Batch batch, CancellationToken cancel)
    {
        var cascade = new Cascade(context, model, batch);
        var followed = new HashSet<RecordKey>();
        while (cascade.Going().Where(followed.Add).ToList() is { Count: > 0 } going)
        {
            await cascade.FollowAsync(going, required: true, cancel).ConfigureAwait(false);
            batch.Present.ExceptWith(cascade.Gone.Keys);
            cascade.Placing = new(batch.Drafts, batch.Present);
        }
        await cascade.FollowAsync(followed, required: false, cancel).ConfigureAwait(false);
        return cascade;
    }

    private IEnumerable<RecordKey> Going() => _batch.Drafts.Keys.Where(key => !Placing.Stands(key)).Concat(Gone.Keys);

    private async Task FollowAsync(IReadOnlyCollection<RecordKey> going, bool required, CancellationToken cancel)
    {
        foreach (var group in going.GroupBy(key => _model.ByClass[key.Class]))
            foreach (var reference in group.Key.Referring.Where(reference => reference.Required == required))
                foreach (var ids in group.Select(key => group.Key.KeyOf(key.Id)).OfType<object>().Chunk(Chunk))
                    foreach (var row in await reference.Dependent.Rows.Among(_context, reference.Column.Property, ids)
                        .ToListAsync(cancel).ConfigureAwait(false))
                        Follow(row, reference);
    }

    private void Follow(object row, SyncedReference reference)
    {
        var entry = _context.Entry(row);
        var key = reference.Dependent.KeyOf(entry.Property(reference.Dependent.Key.Property).CurrentValue);
        // The batch's own are placed by what their records say now.
        if (_batch.Drafts.ContainsKey(key) || (!reference.Required && Gone.ContainsKey(key)))
            return;
        Waiting.Add((key, reference.Principal.KeyOf(entry.Property(reference.Column.Property).CurrentValue)));
        if (reference.Required)
            Gone[key] = row;
        else
            Cleared.Add((row, reference));
    }
}
