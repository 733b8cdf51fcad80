using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>
/// The fields of one object: first met in any order and checked, then asked for by name. What was asked for and is
/// missing or of another type leaves the first such <see cref="Fault"/> and reads as nothing.
/// </summary>
internal ref struct JsonFields
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly List<(string Key, int Start, int End)> _values = new(8);
    private JsonKeys _keys;

    /// <param name="source">What the reader reads, from its first byte.</param>
    public JsonFields(ReadOnlySpan<byte> source) => _source = source;

    public string? Fault { get; private set; }

    /// <summary>Moves the reader to the value of the next field, which the caller reads or keeps.</summary>
    public bool Next(ref Utf8JsonReader reader, out string key)
    {
        key = "";
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject)
            return false;
        key = NamePool.Read(ref reader);
        _keys.Add(key);
        reader.Read();
        return true;
    }

    public readonly void Keep(string key, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        JsonValue.Check(ref reader);
        _values.Add((key, start, (int)reader.BytesConsumed));
    }

    public readonly bool Has(string key) => Find(key, out _, out _);

    /// <summary>A reader at the field's value, and what it reads.</summary>
    public readonly bool Find(string key, out Utf8JsonReader reader, out ReadOnlySpan<byte> source)
    {
        foreach (var (known, start, end) in _values)
            if (known == key)
            {
                source = _source[start..end];
                reader = JsonGrammar.ReaderOfChecked(source);
                reader.Read();
                return true;
            }
        source = default;
        reader = default;
        return false;
    }

    public readonly JsonText? Json(string key) =>
        Find(key, out var reader, out _) ? JsonGrammar.ReadValue(ref reader) : null;

    public readonly JsonTokenType Kind(string key) =>
        Find(key, out var reader, out _) ? reader.TokenType : JsonTokenType.None;

    public void Wrong(string key, string wanted) => Fault ??= $"'{key}' is missing or not {wanted}";

    public JsonText Array(string key)
    {
        if (Find(key, out var reader, out _) && reader.TokenType == JsonTokenType.StartArray)
            return JsonGrammar.ReadValue(ref reader);
        Wrong(key, "an array");
        return JsonText.Null;
    }

    public string Text(string key)
    {
        var text = "";
        if (!Find(key, out var reader, out _) || !JsonInput.TryText(ref reader, out text))
            Wrong(key, "a string");
        return text;
    }

    public string? OptionalText(string key) => Kind(key) is JsonTokenType.None or JsonTokenType.Null ? null : Text(key);

    public string Name(string key)
    {
        var name = Text(key);
        if (Fault is null)
            Fault = Names.Fault($"'{key}'", name);
        return Fault is null ? name : "";
    }

    public bool Flag(string key)
    {
        var kind = Kind(key);
        if (kind is not (JsonTokenType.True or JsonTokenType.False))
            Wrong(key, "true or false");
        return kind == JsonTokenType.True;
    }

    public long Number(string key, long limit = Scribes.Position.Limit)
    {
        long number = 0;
        if (Find(key, out var reader, out _) && JsonInput.TryNumber(ref reader, out number) && number < limit)
            return number;
        Wrong(key, $"an integer from 0 to {limit - 1}");
        return 0;
    }

    public int Integer(string key) => (int)Number(key, 1L << 31);

    public Position Position(string key) => new(Number(key));

    public string Mark(string key)
    {
        var mark = "";
        if (!Find(key, out var reader, out _) || !JsonInput.TryMark(ref reader, out mark))
            Wrong(key, $"a string of at most {Scribes.Cursor.MaxMark} characters");
        return mark;
    }

    public Cursor? Cursor(string key)
    {
        Cursor? cursor = null;
        if (!Find(key, out var reader, out _) || !JsonInput.TryCursor(ref reader, out cursor))
            Wrong(key, "a cursor or null");
        return cursor;
    }

    public ImmutableArray<string> NameList(string key, Func<string, string?> fault)
    {
        ImmutableArray<string> names = [];
        if (!Find(key, out var reader, out _) || !JsonInput.TryNames(ref reader, fault, out names))
            Wrong(key, "a list of names");
        return names;
    }

    public ImmutableArray<Rejection> Rejected(bool required)
    {
        ImmutableArray<Rejection> rejected = [];
        var there = Find("rejected", out var reader, out _);
        if (there ? !RejectionJson.TryRead(ref reader, out rejected) : required)
            Wrong("rejected", "a list of refused scribes");
        return rejected;
    }
}
