using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using Syncro.Journal;
using Syncro.Scribes;
using JsonException = Newtonsoft.Json.JsonException;
using JsonProperty = Newtonsoft.Json.Serialization.JsonProperty;
using JsonSerializer = Newtonsoft.Json.JsonSerializer;

namespace Syncro.Models;

/// <summary>
/// A model's type and its records: mapped by Newtonsoft.Json, whose attributes hold, property names in camel case.
/// Numbers and texts keep what they were written as wherever the property's type does: a decimal, a JToken.
/// </summary>
internal sealed class ModelMap<T> where T : class
{
    private readonly JsonProperty _id;

    // The mapping matches names without regard to case: what is no property by its exact name is not given to it.
    private readonly HashSet<string>? _properties;

    /// <exception cref="InvalidModelException">The type has no id, or its name is none for a class.</exception>
    public ModelMap()
    {
        Name = typeof(T).GetCustomAttribute<SyncroModelAttribute>()?.Name ?? typeof(T).Name;
        if (Names.ClassFault(Name) is { } fault)
            throw new InvalidModelException($"'{Name}' can't be the name of a model: {fault}");
        if (ModelJson.ContractOf(typeof(T)) is not JsonObjectContract contract)
            throw new InvalidModelException($"{typeof(T)} can't be a model: it is not written as a JSON object");
        _id = contract.Properties.FirstOrDefault(p => p.AttributeProvider?.GetAttributes(typeof(SyncroIdAttribute), true).Count > 0)
            ?? contract.Properties.FirstOrDefault(p => p.UnderlyingName == "Id")
            ?? throw new InvalidModelException($"{typeof(T)} can't be a model: it has no property Id, and none marked [SyncroId]");
        if (contract.Properties.FirstOrDefault(p => p != _id && !p.Ignored && p.PropertyName == "id") is { } other)
            throw new InvalidModelException($"{typeof(T)} can't be a model: {other.UnderlyingName} is written as 'id', and is not its id");
        _properties = contract.ExtensionDataSetter is not null ? null
            : [.. contract.Properties.Concat(contract.CreatorParameters).Select(property => property.PropertyName!)];
    }

    /// <summary>The name of the class.</summary>
    public string Name { get; }

    public RecordKey KeyOf(T record) => new(Name, IdOf(record));

    /// <exception cref="InvalidRecordException">It has none.</exception>
    private RecordId IdOf(T record)
    {
        var value = _id.ValueProvider!.GetValue(record);
        return value switch
        {
            null or "" => throw new InvalidRecordException($"a {Name} without an id: {_id.UnderlyingName} is empty"),
            Guid guid when guid == Guid.Empty => throw new InvalidRecordException($"a {Name} without an id: {_id.UnderlyingName} is the empty GUID"),
            _ => Token(value) is var token && token.StartsWith('"') ? Text(token) : Integer(token),
        };
    }

    /// <summary>What a record is made of, its id aside.</summary>
    /// <exception cref="InvalidRecordException">It can't be written as JSON.</exception>
    public Attributes AttributesOf(T record)
    {
        var json = Write(record);
        var values = new List<KeyValuePair<string, JsonText>>();
        try
        {
            var reader = new Utf8JsonReader(JsonText.Parse(json).Utf8);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                var value = JsonGrammar.ReadValue(ref reader);
                if (name != _id.PropertyName)
                    values.Add(new(name, value));
            }
        }
        catch (InvalidJsonException e)
        {
            throw new InvalidRecordException($"a {Name} can't be written: {e.Message}", e);
        }
        return Attributes.Of(values);
    }

    /// <summary>The record with that id and those attributes.</summary>
    /// <exception cref="RecordMismatchException">The type can't hold them, or not that id.</exception>
    public T Read(RecordId id, IEnumerable<KeyValuePair<string, JsonText>> attributes)
    {
        var json = new StringBuilder("{").Append(JsonText.OfString(_id.PropertyName!)).Append(':').Append(id.ToJson());
        foreach (var (name, value) in attributes)
            if (name != _id.PropertyName && _properties?.Contains(name) != false)
                json.Append(',').Append(JsonText.OfString(name)).Append(':').Append(value);
        try
        {
            var record = ModelJson.Read<T>(json.Append('}').ToString());
            return IdOf(record) == id ? record
                : throw new InvalidRecordException($"as {_id.PropertyType} its id is written as {IdOf(record)}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Of the type's own constructors and setters too, whatever they throw.
            throw new RecordMismatchException($"{new RecordKey(Name, id)} is no {typeof(T).Name}: {e.Message}", e);
        }
    }

    /// <summary>The record with that id as it is visible, or was.</summary>
    public T Read(RecordId id, RecordState state) =>
        Read(id, (state.Alive ? state.Visible : state.Registers).Select(register => KeyValuePair.Create(register.Name, register.Value)));

    private string Write(object value)
    {
        try
        {
            return ModelJson.Write(value);
        }
        catch (JsonException e)
        {
            throw new InvalidRecordException($"a {Name} can't be written: {e.Message}", e);
        }
    }

    // As it stands in the record: a converter of its own is used.
    private string Token(object value) => _id.Converter is { } converter ? Write(value, converter) : Write(value);

    private static string Write(object value, JsonConverter converter)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        using var writer = new JsonTextWriter(text);
        converter.WriteJson(writer, value, JsonSerializer.Create());
        return text.ToString();
    }

    private RecordId Text(string token)
    {
        var text = JsonConvert.DeserializeObject<string>(token)!;
        return Names.Fault("record id", text) is { } fault ? throw new InvalidRecordException($"a {Name} with a wrong id: {fault}") : RecordId.Of(text);
    }

    private RecordId Integer(string token) => RecordId.TryInteger(token, out var id)
        ? id : throw new InvalidRecordException($"a {Name} with a wrong id: {token} is neither a text nor an integer");
}
