using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>Which classes are synced, who reads a record and who may change it. Pure: the same answer for the same question.</summary>
/// <param name="classes">The classes recorded and replayed here.</param>
/// <param name="byClass">The rules of those that have one.</param>
/// <param name="types">The scribe types of those that play types of their own.</param>
internal sealed class Rules(
    Classes classes, IReadOnlyDictionary<string, IClassRule> byClass,
    IReadOnlyDictionary<string, ImmutableSortedSet<string>>? types = null)
{
    /// <summary>Classes that are everyone's.</summary>
    public static Rules Open(Classes classes) => new(classes, ImmutableDictionary<string, IClassRule>.Empty);

    public Classes Classes => classes;

    /// <summary>Whether a class has no rule: whoever may connect reads and writes it.</summary>
    public bool IsOpen(string className) => Of(className) is null;

    /// <summary>The same rules, for these of the classes.</summary>
    public Rules Of(Classes some) => new(some, byClass, types);

    /// <summary>Each rule's version, by the name of its class.</summary>
    public ImmutableSortedDictionary<string, string> Versions =>
        byClass.ToImmutableSortedDictionary(rule => rule.Key, rule => rule.Value.Version, StringComparer.Ordinal);

    /// <summary>Who may read a record in that state. Source: <c>scribe_clients</c> of the original.</summary>
    public Audience AudienceOf(RecordKey key, RecordState state) =>
        !state.WasCreated ? Audience.Relays : Of(key.Class) is { } rule ? rule.AudienceOf(key.Id, state) : Audience.Everyone;

    /// <summary>Who gets an operation.</summary>
    public Audience AudienceOf(Scribe.Operation operation) =>
        Of(operation.Class) is { } rule ? rule.AudienceOf(operation) : Audience.Everyone;

    /// <summary>
    /// Whether a leaf may make a change to a record as it is before it. What it can't read it can't write; of a record
    /// never created here only a create is taken, where the class has a rule. Source: <c>scribe_authorized?</c> of the
    /// original.
    /// </summary>
    public bool Authorised(ClientId leaf, StoredRecord before, Scribe.Change change)
    {
        var rule = Of(change.Class);
        return before.State.WasCreated
            ? before.Audience.Contains(leaf) && rule?.Authorised(leaf, before, change) != false
            : rule is null || (change.Kind == ChangeType.Create && rule.Authorised(leaf, before, change));
    }

    /// <summary>As the other, for an operation.</summary>
    public bool Authorised(ClientId leaf, Scribe.Operation operation) => Of(operation.Class)?.Authorised(leaf, operation) != false;

    /// <summary>What is wrong with a record in that state; null: nothing, or it is not alive.</summary>
    public string? Fault(RecordKey key, RecordState state) => state.Alive ? Of(key.Class)?.Fault(key.Id, state) : null;

    /// <summary>Whether changes of a type to records of a class are told to other peers.</summary>
    public bool Announces(string className, string type) => Of(className)?.Announces(type) != false;

    /// <summary>Why this program may record no operation of a type: its class knows its types, and not this one.</summary>
    public string? TypeFault(string className, string type) =>
        types?.GetValueOrDefault(className) is { } own && !own.Contains(type)
            ? $"class '{className}' has no scribe type '{type}'; it has: {string.Join(", ", own)}" : null;

    private IClassRule? Of(string className) => byClass.GetValueOrDefault(className);
}
