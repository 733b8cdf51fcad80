using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Akka.Actor;

namespace Syncro.Journal;

/// <summary>
/// A space in the journal that an actor system was configured with, held by the one peer that writes it there. The
/// default storage needs none: its directory is locked.
/// </summary>
internal sealed class SpaceClaim : IDisposable
{
    private static readonly ConditionalWeakTable<ActorSystem, ConcurrentDictionary<string, SpaceClaim>> Held = [];

    private readonly ConcurrentDictionary<string, SpaceClaim> _claims;
    private readonly string _space;

    /// <exception cref="StorageException">Another peer of the actor system has it.</exception>
    public SpaceClaim(ActorSystem system, string space, string plugin)
    {
        (_claims, _space) = (Held.GetOrCreateValue(system), space);
        if (!_claims.TryAdd(space, this))
            throw new StorageException(plugin, $"a peer of this actor system keeps space '{space}' there already", null);
    }

    public void Dispose() => _claims.TryRemove(_space, out _);
}
