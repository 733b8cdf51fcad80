using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>
/// What a scribe's <c>data</c> holds: of create, update, destroy and withdraw an id and attributes; of any other type
/// itself.
/// </summary>
internal struct ScribeData
{
    [ThreadStatic]
    private static List<Register>? _scratch;

    private bool _hasId;

    public RecordId Id { get; private set; }

    public ImmutableArray<Register> Registers { get; private set; }

    public JsonText Operation { get; private set; }

    public string? Fault { get; private set; }

    public void Read(ref Utf8JsonReader reader, string type, bool legacy)
    {
        Registers = [];
        switch (type)
        {
            case "create" when reader.TokenType == JsonTokenType.StartObject:
                Attributes(ref reader, withId: true);
                break;
            case "update" or "destroy" or "withdraw" when reader.TokenType == JsonTokenType.StartArray:
                List(ref reader, length: type == "update" ? 2 : 1);
                break;
            case "create":
                Wrong(ref reader, "data of a create is not an object");
                return;
            case "update" or "destroy" or "withdraw":
                Wrong(ref reader, $"data of {type} is not an array");
                return;
            default:
                Operation = Value(ref reader, "data");
                return;
        }
        if (!_hasId)
            Fault ??= "data holds no record id";
    }

    private void List(ref Utf8JsonReader reader, int length)
    {
        var index = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
            if (index == 0)
                RecordId(ref reader);
            else if (index == 1 && length == 2 && reader.TokenType == JsonTokenType.StartObject)
                Attributes(ref reader, withId: false);
            else
                Wrong(ref reader, "data holds more than it may");
        if (index < length)
            Fault ??= "data holds less than it must";
    }

    private void Attributes(ref Utf8JsonReader reader, bool withId)
    {
        var keys = new JsonKeys();
        var registers = _scratch ?? [];
        _scratch = null;
        registers.Clear();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = NamePool.Read(ref reader);
            keys.Add(name);
            reader.Read();
            if (name != "id")
            {
                Fault ??= Names.Fault("attribute name", name);
                registers.Add(new Register(name, Value(ref reader, "attribute"), default));
            }
            else if (withId)
                RecordId(ref reader);
            else
                Wrong(ref reader, "an update may not set 'id'");
        }
        Registers = Scribes.Registers.Sorted(registers);
        registers.Clear();
        if (registers.Capacity <= 1024)
            _scratch = registers;
    }

    private void RecordId(ref Utf8JsonReader reader)
    {
        _hasId = true;
        var scalar = reader.TokenType is JsonTokenType.String or JsonTokenType.Number;
        JsonValue.Check(ref reader);
        string? fault = "record id is neither a string nor an integer";
        if (scalar && Scribes.RecordId.TryRead(ref reader, out var id, out fault))
            Id = id;
        Fault ??= fault;
    }

    private JsonText Value(ref Utf8JsonReader reader, string what)
    {
        var value = JsonValue.Read(ref reader, out var depth);
        if (depth > JsonGrammar.MaxValueDepth)
            Fault ??= $"{what} nested {depth} deep; {JsonGrammar.MaxValueDepth} levels are allowed";
        return value;
    }

    private void Wrong(ref Utf8JsonReader reader, string fault)
    {
        JsonValue.Check(ref reader);
        Fault ??= fault;
    }
}
