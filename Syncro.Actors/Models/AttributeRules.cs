using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>A class's rule: the attributes that hold the GUIDs of its readers and writers. Null: everyone.</summary>
internal sealed record AttributeRule(ImmutableArray<string>? Readers, ImmutableArray<string>? Writers);

/// <summary>
/// Rules that need no code: attributes of a record, each a GUID or a list of GUIDs, name who reads and who writes it.
/// An attribute that a record lacks, or that holds anything else, names nobody.
/// </summary>
internal sealed class AttributeRules(Classes classes, IReadOnlyDictionary<string, AttributeRule> rules) : IRules
{
    /// <summary>Classes that are everyone's.</summary>
    public static AttributeRules Open(Classes classes) => new(classes, ImmutableDictionary<string, AttributeRule>.Empty);

    /// <inheritdoc/>
    public Classes Classes => classes;

    /// <inheritdoc/>
    public bool Restricted(string className) =>
        rules.TryGetValue(className, out var rule) && (rule.Readers is not null || rule.Writers is not null);

    /// <inheritdoc/>
    public Audience AudienceOf(string className, RecordState state) =>
        !state.WasCreated ? Audience.Relays
        : Named(state, rules.GetValueOrDefault(className)?.Readers) is { } readers ? Audience.Of(readers)
        : Audience.Everyone;

    /// <inheritdoc/>
    public bool Authorised(ClientId leaf, StoredRecord before, Scribe.Change change)
    {
        if (!before.State.WasCreated)
            return change.Kind == ChangeType.Create || !Restricted(change.Class);
        return before.Audience.Contains(leaf)
            && (Named(before.State, rules.GetValueOrDefault(change.Class)?.Writers)?.Contains(leaf) ?? true);
    }

    private static List<ClientId>? Named(RecordState state, ImmutableArray<string>? attributes)
    {
        if (attributes is not { } names)
            return null;
        var registers = state.Alive ? state.Visible : state.Registers;
        return [.. registers.Where(r => names.Contains(r.Name)).SelectMany(r => Clients(r.Value))];
    }

    private static List<ClientId> Clients(JsonText value)
    {
        var reader = new Utf8JsonReader(value.Utf8);
        var found = new List<ClientId>();
        while (reader.Read() && reader.CurrentDepth <= 1 && reader.TokenType != JsonTokenType.StartObject)
            if (reader.TokenType == JsonTokenType.String
                && reader.GetString() is { } text && Names.Fault("client", text) is null)
                found.Add(new ClientId(text));
        return found;
    }
}
