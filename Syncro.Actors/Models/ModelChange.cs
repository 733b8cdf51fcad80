using System.Collections.Immutable;
using Newtonsoft.Json.Linq;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>One change to what can be seen of a record.</summary>
public sealed class ModelChange<T> where T : class
{
    private readonly ModelMap<T> _map;
    private readonly StoredRecord? _now;

    internal ModelChange(ModelMap<T> map, Recorded recorded, RecordKey key, StoredRecord? now)
    {
        (_map, _now, Id, Effect, From, Position) = (map, now, key.Id, recorded.Effect, recorded.From, recorded.Position);
        var change = recorded.Scribe as Scribe.Change;
        Author = change is null ? recorded.From : new ClientId(change.At.Origin);
        Attributes = (change?.Registers ?? []).ToImmutableSortedDictionary(
            register => register.Name, register => Tokens.Of(register.Value), StringComparer.Ordinal);
    }

    /// <summary>The record's id.</summary>
    public RecordId Id { get; }

    /// <summary>Whether the record appeared, changed or disappeared.</summary>
    public Effect Effect { get; }

    /// <summary>The client that the change came from; null where this program made it.</summary>
    public ClientId? From { get; }

    /// <summary>The client that made it, by whichever way it came; null where a peer withdrew the record and doesn't say.</summary>
    public ClientId? Author { get; }

    /// <summary>Its place in the journal: a feed goes on after it.</summary>
    public Position Position { get; }

    /// <summary>The attributes set by it.</summary>
    public ImmutableSortedDictionary<string, JToken> Attributes { get; }

    /// <summary>The record as it was when this was delivered, later changes included; null where it was gone by then.</summary>
    /// <exception cref="RecordMismatchException">The type can't hold it.</exception>
    public T? Record => _now is { State.Alive: true } ? _map.Read(Id, _now.State) : null;
}
