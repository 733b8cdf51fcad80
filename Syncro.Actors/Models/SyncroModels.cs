using System.Collections.Concurrent;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>The models of a running peer.</summary>
public sealed class SyncroModels
{
    // Another try only follows a change that somebody else did get in.
    private const int Tries = 1000;

    private readonly IPeer _peer;
    private readonly ModelRegistry _registry;
    private readonly ConcurrentDictionary<Type, object> _sets = new();

    internal SyncroModels(IPeer peer, ModelRegistry registry) => (_peer, _registry) = (peer, registry);

    /// <summary>The records of a model.</summary>
    /// <exception cref="InvalidModelException">The type is no model of this peer.</exception>
    public ModelSet<T> Set<T>() where T : class =>
        (ModelSet<T>)_sets.GetOrAdd(typeof(T), _ => new ModelSet<T>(_peer, this, _registry.MapOf<T>()));

    /// <summary>
    /// Changes records of any classes as one atomic commit. Completes once it is on disk. Where somebody else changed
    /// meanwhile what the transaction had read, it is made anew: <paramref name="work"/> is called again and must do
    /// nothing but read and change records through it.
    /// </summary>
    /// <exception cref="ChangeRefusedException">A change breaks a rule or a limit; nothing was recorded.</exception>
    /// <exception cref="InvalidRecordException">A record has no id, or another than before.</exception>
    /// <exception cref="JournalUnavailableException">The journal can't write; nothing was recorded.</exception>
    /// <exception cref="OutcomeUnknownException">No answer in time; it was recorded once or not at all.</exception>
    public async Task<Committed> CommitAsync(Func<Transaction, Task> work, CancellationToken cancel = default)
    {
        for (var left = Tries; ; left--)
        {
            var transaction = new Transaction(_peer, _registry, cancel);
            await work(transaction).ConfigureAwait(false);
            try
            {
                return await transaction.CommitAsync().ConfigureAwait(false);
            }
            catch (ChangeRefusedException e) when (e.Code == Code.ChangedMeanwhile && left > 1)
            {
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>
    /// Records a scribe of a class's own type by hand: an operation, delivered to others in order, played there once.
    /// Completes once it is on disk. Source: <c>record</c> of the original.
    /// </summary>
    /// <param name="className">The class.</param>
    /// <param name="type">Its type: any but create, update, destroy and withdraw.</param>
    /// <param name="data">What Newtonsoft.Json makes JSON of.</param>
    /// <param name="cancel">Stops waiting, not recording.</param>
    /// <exception cref="ChangeRefusedException">The class or the type is not allowed, or it is too large.</exception>
    public Task<Committed> RecordAsync(string className, string type, object? data, CancellationToken cancel = default) =>
        _peer.CommitAsync([new LocalChange.Operation(className, type, JsonText.Parse(ModelJson.Write(data)))], cancel);
}
