using System.Buffers;
using System.Globalization;
using System.Numerics;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;
using Syncro.Scribes;

namespace Syncro.Rpc;

/// <summary>
/// Values of calls as JSON and back, by Newtonsoft.Json. What comes from a peer chooses no type: <c>$type</c> and its like
/// are plain attributes.
/// </summary>
internal static class RpcJson
{
    private static readonly JsonSerializer Serializer = JsonSerializer.Create(new()
    {
        TypeNameHandling = TypeNameHandling.None,
        MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
        SerializationBinder = new NoTypes(),
        DateParseHandling = DateParseHandling.None,
        MaxDepth = JsonGrammar.MaxDepth,
        Culture = CultureInfo.InvariantCulture,
    });

    private static readonly HashSet<Type> Texts =
    [
        typeof(string), typeof(char), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly),
        typeof(TimeOnly), typeof(TimeSpan), typeof(Uri), typeof(byte[]),
    ];

    private static readonly HashSet<Type> Integers =
    [
        typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(BigInteger),
    ];

    private static readonly SearchValues<byte> OfInteger = SearchValues.Create("-0123456789"u8);

    private static readonly HashSet<Type> Numbers = [.. Integers, typeof(float), typeof(double), typeof(decimal)];

    /// <summary>A value as JSON; a <see cref="JsonText"/> as it is.</summary>
    /// <exception cref="JsonException">It can't be written.</exception>
    /// <exception cref="InvalidJsonException">What was written breaks the grammar of messages or its depth.</exception>
    public static JsonText Write(object? value)
    {
        if (value is not JsonText json)
        {
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            Serializer.Serialize(text, value);
            json = JsonText.Parse(text.ToString());
        }
        return JsonGrammar.Depth(json) <= JsonGrammar.MaxValueDepth ? json
            : throw new InvalidJsonException($"nested deeper than {JsonGrammar.MaxValueDepth}");
    }

    /// <summary>Whether a value is one of the type. Kinds are not mixed: <c>"5"</c> is no number and <c>1</c> no flag.</summary>
    public static bool TryRead(JsonText json, Type type, bool nullable, out object? value)
    {
        value = type == typeof(JsonText) ? json : null;
        if (type == typeof(JsonText) || json == JsonText.Null)
            return value is not null || nullable;
        if (!IsKind(json.Utf8, type))
            return false;
        try
        {
            using var reader = new JsonTextReader(new StringReader(json.ToString()));
            value = Serializer.Deserialize(reader, type);
            return value is not null;
        }
        catch (Exception)
        {
            // Whatever the type's own constructors and setters throw: this value is none of the type.
            return false;
        }
    }

    /// <summary>The values of a JSON array.</summary>
    public static List<JsonText> Elements(JsonText array)
    {
        var elements = new List<JsonText>();
        var reader = JsonGrammar.ReaderOfChecked(array.Utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType != System.Text.Json.JsonTokenType.EndArray)
            elements.Add(JsonGrammar.ReadValue(ref reader));
        return elements;
    }

    /// <summary>How many values a JSON array holds; costs no memory.</summary>
    public static int Count(JsonText array)
    {
        var count = 0;
        var reader = JsonGrammar.ReaderOfChecked(array.Utf8);
        for (reader.Read(); reader.Read() && reader.TokenType != System.Text.Json.JsonTokenType.EndArray; count++)
            reader.Skip();
        return count;
    }

    /// <summary>A type as an error names it.</summary>
    public static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } of ? NameOf(of) + "?"
        : type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : !type.IsGenericType ? type.Name
        : $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>";

    private static bool IsKind(ReadOnlySpan<byte> json, Type type) =>
        Texts.Contains(type) ? json[0] == '"'
        : Integers.Contains(type) ? !json.ContainsAnyExcept(OfInteger)
        : Numbers.Contains(type) ? json[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9')
        : type != typeof(bool) || json[0] is (byte)'t' or (byte)'f';

    private sealed class NoTypes : ISerializationBinder
    {
        public Type BindToType(string? assemblyName, string typeName) =>
            throw new JsonSerializationException("a type named in JSON");

        public void BindToName(Type serializedType, out string? assemblyName, out string? typeName) =>
            throw new JsonSerializationException("a type to be named in JSON");
    }
}
