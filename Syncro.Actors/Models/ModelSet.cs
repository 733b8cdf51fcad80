using System.Runtime.CompilerServices;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// The records of a model on this peer. Whatever it completes is on disk; others are told as soon as they are connected.
/// Safe for use by many at a time. Source: <c>Syncro::Model</c> of the original.
/// </summary>
public sealed class ModelSet<T> where T : class
{
    private const int PageSize = 256;

    private readonly IPeer _peer;
    private readonly SyncroModels _models;
    private readonly ModelMap<T> _map;

    internal ModelSet(IPeer peer, SyncroModels models, ModelMap<T> map) =>
        (_peer, _models, _map, Changes) = (peer, models, map, new(peer, map, null));

    /// <summary>The name of the class.</summary>
    public string Name => _map.Name;

    /// <summary>The changes to its records from now on, of this peer and of others.</summary>
    public ChangeFeed<T> Changes { get; }

    /// <summary>Creates a record.</summary>
    /// <exception cref="ChangeRefusedException">It is there already (409), is invalid (422) or too large (413).</exception>
    /// <exception cref="InvalidRecordException">It has no id, or can't be written as JSON.</exception>
    /// <exception cref="JournalUnavailableException">The journal can't write; nothing was recorded.</exception>
    /// <exception cref="OutcomeUnknownException">No answer in time; it was recorded once or not at all.</exception>
    public Task<Committed> CreateAsync(T record, CancellationToken cancel = default) =>
        _models.CommitAsync(
            transaction =>
            {
                transaction.Create(record);
                return Task.CompletedTask;
            },
            cancel);

    /// <summary>
    /// Creates a record or, where it is there, records those attributes that differ from what it is. Attributes that the
    /// type doesn't have stay. Exceptions as of <see cref="CreateAsync"/>, save 409.
    /// </summary>
    public Task<Committed> SaveAsync(T record, CancellationToken cancel = default) =>
        _models.CommitAsync(transaction => transaction.SaveAsync(record), cancel);

    /// <summary>
    /// Changes a record in place; only attributes that really change are recorded. Called again, on the record as it is
    /// then, where somebody else changed it meanwhile.
    /// </summary>
    /// <exception cref="ChangeRefusedException">There is no such record (404), or as of <see cref="CreateAsync"/>.</exception>
    /// <exception cref="InvalidRecordException">Its id was changed.</exception>
    public Task<Committed> UpdateAsync(RecordId id, Action<T> change, CancellationToken cancel = default) =>
        _models.CommitAsync(transaction => transaction.UpdateAsync(id, change), cancel);

    /// <summary>As the other, for a type whose objects don't change: by what a function makes of the record.</summary>
    public Task<Committed> UpdateAsync(RecordId id, Func<T, T> change, CancellationToken cancel = default) =>
        _models.CommitAsync(transaction => transaction.UpdateAsync(id, change), cancel);

    /// <summary>Destroys a record. It stays destroyed, whatever others did to it in ignorance, until it is created again.</summary>
    /// <exception cref="ChangeRefusedException">There is no such record (404).</exception>
    public Task<Committed> DestroyAsync(RecordId id, CancellationToken cancel = default) =>
        _peer.CommitAsync([new LocalChange.Destroy(new(Name, id))], cancel);

    /// <summary>A record, with every change that was acknowledged before the call; null where there is none.</summary>
    /// <exception cref="RecordMismatchException">The type can't hold it.</exception>
    public async Task<T?> FindAsync(RecordId id, CancellationToken cancel = default) =>
        await _peer.FindAsync(new(Name, id), cancel).ConfigureAwait(false) is { State: { Alive: true } state }
            ? _map.Read(id, state) : null;

    /// <summary>
    /// All records by id, integers before texts; a page of them is in memory at a time. Each is as it is when its page
    /// is read.
    /// </summary>
    /// <param name="mismatched">Is told of a record that the type can't hold, which is passed over; null: it ends the stream.</param>
    /// <param name="cancel">Ends the stream.</param>
    /// <exception cref="RecordMismatchException">The type can't hold one of them.</exception>
    public async IAsyncEnumerable<T> All(
        Action<RecordMismatchException>? mismatched = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        RecordId? after = null;
        while (true)
        {
            var page = await _peer.ListAsync(Name, after, PageSize, cancel).ConfigureAwait(false);
            foreach (var (id, state) in page)
                if (Read(id, state, mismatched) is { } record)
                    yield return record;
            if (page.Length < PageSize)
                yield break;
            after = page[^1].Key;
        }
    }

    private T? Read(RecordId id, RecordState state, Action<RecordMismatchException>? mismatched)
    {
        try
        {
            return _map.Read(id, state);
        }
        catch (RecordMismatchException e) when (mismatched is not null)
        {
            mismatched(e);
            return null;
        }
    }

    /// <summary>The records of <see cref="All"/> that a condition holds for; each is looked at.</summary>
    public IAsyncEnumerable<T> Where(Func<T, bool> condition) => All().Where(condition);
}
