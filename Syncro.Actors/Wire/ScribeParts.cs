using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>
/// The fields of one scribe as they are met, in any order, and the first fault among them. Everything is read to its
/// end whatever its fault, so that the scribe behind it can be read too.
/// </summary>
internal ref struct ScribeParts
{
    private static readonly int LongestToken = Names.MaxBytes + 2;

    private readonly bool _legacy;
    private JsonKeys _keys;
    private JsonText _id = JsonText.Null;
    private bool _hasId;
    private string? _type;
    private ScribeData _data;
    private bool _hasData, _isDeferred;
    private Utf8JsonReader _deferred;
    private ScribeStamps _stamps;
    private bool _endsSet;
    private bool _hasTaken;
    private Cursor? _taken;
    private string? _fault;

    public ScribeParts(bool legacy) => _legacy = _endsSet = legacy;

    public string? Class { get; private set; }

    public void Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Mistyped(ref reader, "scribe", "an object");
            return;
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = NamePool.Read(ref reader);
            _keys.Add(key);
            reader.Read();
            if (!Field(key, ref reader) && (_legacy || !StampedField(key, ref reader)))
                JsonValue.Check(ref reader);
        }
        if (_isDeferred && _type is not null)
            _data.Read(ref _deferred, _type, _legacy);
    }

    private bool Field(string key, ref Utf8JsonReader reader)
    {
        switch (key)
        {
            case "id":
                Id(ref reader);
                return true;
            case "klass":
                Class = Text(ref reader, "klass");
                return true;
            case "type":
                _type = Text(ref reader, "type");
                return true;
            case "data":
                _hasData = true;
                if (_type is not null)
                {
                    _data.Read(ref reader, _type, _legacy);
                    return true;
                }
                _isDeferred = true;
                _deferred = reader;
                return false;
            default:
                return false;
        }
    }

    private bool StampedField(string key, ref Utf8JsonReader reader)
    {
        switch (key)
        {
            case "commit":
                _endsSet = reader.TokenType == JsonTokenType.True;
                if (!_endsSet && reader.TokenType != JsonTokenType.False)
                    Mistyped(ref reader, "commit", "true or false");
                return true;
            case "taken":
                _hasTaken = true;
                if (!JsonInput.TryCursor(ref reader, out _taken))
                    _fault ??= "taken is not a cursor";
                return true;
            default:
                return _stamps.Read(key, ref reader);
        }
    }

    private void Id(ref Utf8JsonReader reader)
    {
        // In version 1 as if it were absent.
        if (_legacy && reader.TokenType == JsonTokenType.Null)
            return;
        _hasId = true;
        var whole = reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAny(".eE"u8);
        var ok = _legacy
            ? (whole || reader.TokenType == JsonTokenType.String) && reader.ValueSpan.Length <= LongestToken
            : whole && reader.TryGetInt64(out var position) && position is > 0 and < Position.Limit;
        if (ok)
            _id = JsonGrammar.ReadValue(ref reader);
        else
            Mistyped(ref reader, "id", _legacy ? $"a string or integer of at most {LongestToken} bytes" : "a position");
    }

    private string? Text(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType == JsonTokenType.String)
            return NamePool.Read(ref reader);
        Mistyped(ref reader, what, "a string");
        return null;
    }

    private void Mistyped(ref Utf8JsonReader reader, string what, string wanted)
    {
        JsonValue.Check(ref reader);
        _fault ??= $"{what} is not {wanted}";
    }

    public WireScribe Build()
    {
        var fault = _fault ?? _stamps.Fault ?? Missing() ?? _data.Fault;
        var scribe = fault is null ? Made(out fault) : null;
        return scribe is null
            ? new WireScribe(_id, null, _endsSet, new(Code.InvalidScribe, $"scribe: {fault}"))
            : new WireScribe(_id, scribe, _endsSet);
    }

    private readonly string? Missing() =>
        Class is null ? "klass is missing"
        : Names.ClassFault(Class) is { } fault ? fault
        : _type is null ? "type is missing"
        : Names.Fault("type", _type) is { } wrong ? wrong
        : !_hasData ? "data is missing"
        : _legacy ? (_type == "withdraw" ? "type 'withdraw' is not of version 1" : null)
        : !_hasId ? "id is missing"
        : _type == "withdraw" ? (_hasTaken ? null : "taken is missing")
        : _stamps.At.IsNone ? "at is missing"
        : !_stamps.Destroyed.IsNone && _type != "create" ? "destroyed is only for a create"
        : null;

    private Scribe? Made(out string? fault)
    {
        fault = _stamps.Give(_data.Registers, bounded: _type == "update");
        var key = new RecordKey(Class!, _data.Id);
        return fault is not null ? null : _type switch
        {
            "create" => Scribe.Change.Create(key, _stamps.At, _data.Registers, _stamps.Destroyed),
            "update" => Scribe.Change.Update(key, _stamps.At, _data.Registers),
            "destroy" => Scribe.Change.Destroy(key, _stamps.At),
            "withdraw" => new Scribe.Withdraw(key, _taken),
            _ => new Scribe.Operation(Class!, _type!, _stamps.At, _data.Operation),
        };
    }
}
