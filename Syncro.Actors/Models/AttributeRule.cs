using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// A rule that needs no code: attributes of a record, each a GUID or a list of GUIDs, name who reads and who writes it.
/// An attribute that a record lacks, or that holds anything else, names nobody. Of an operation, the members of its data
/// count as attributes.
/// </summary>
/// <param name="Readers">The attributes that name the readers; null: everyone reads.</param>
/// <param name="Writers">The attributes that name the writers among the readers; null: every reader writes.</param>
internal sealed record AttributeRule(ImmutableArray<string>? Readers, ImmutableArray<string>? Writers) : IClassRule
{
    public string Version => $"readers {Text(Readers)} writers {Text(Writers)}";

    public Audience AudienceOf(RecordId id, RecordState state) => AudienceOf(name => Value(state, name));

    public Audience AudienceOf(Scribe.Operation operation) => AudienceOf(name => Member(operation.Data, name));

    /// <summary>A create of a record never created here is anyone's.</summary>
    public bool Authorised(ClientId leaf, StoredRecord before, Scribe.Change change) =>
        !before.State.WasCreated || Names(Writers, leaf, name => Value(before.State, name));

    public bool Authorised(ClientId leaf, Scribe.Operation operation) =>
        AudienceOf(operation).Contains(leaf) && Names(Writers, leaf, name => Member(operation.Data, name));

    public string? Fault(RecordId id, RecordState state) => null;

    public bool Announces(string type) => true;

    private Audience AudienceOf(Func<string, JsonText?> value) =>
        Readers is { } names ? Audience.Of(names.SelectMany(name => Clients(value(name)))) : Audience.Everyone;

    private static bool Names(ImmutableArray<string>? names, ClientId leaf, Func<string, JsonText?> value) =>
        names is not { } given || given.Any(name => Clients(value(name)).Contains(leaf));

    private static JsonText? Value(RecordState state, string name) => state.Alive ? state[name] : state.Latest(name);

    private static JsonText? Member(JsonText data, string name)
    {
        var reader = new Utf8JsonReader(data.Utf8);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals(name);
            reader.Read();
            if (found)
                return JsonGrammar.ReadValue(ref reader);
            reader.Skip();
        }
        return null;
    }

    private static List<ClientId> Clients(JsonText? value)
    {
        var found = new List<ClientId>();
        if (value is not { } given)
            return found;
        var reader = new Utf8JsonReader(given.Utf8);
        while (reader.Read() && reader.CurrentDepth <= 1 && reader.TokenType != JsonTokenType.StartObject)
            if (reader.TokenType == JsonTokenType.String
                && reader.GetString() is { } text && Scribes.Names.Fault("client", text) is null)
                found.Add(new ClientId(text));
        return found;
    }

    private static string Text(ImmutableArray<string>? names) =>
        names is { } given ? $"[{string.Join(',', given.Select(name => JsonText.OfString(name)))}]" : "*";

    public bool Equals(AttributeRule? other) => other is not null && Version == other.Version;

    public override int GetHashCode() => Version.GetHashCode(StringComparison.Ordinal);
}
