using System.Globalization;
using System.Text;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>
/// The value of a column as JSON, and back; the same whatever the database. A decimal keeps its scale, a time is in
/// round-trip form, bytes are base64. As the models of Syncro.Actors write them.
/// </summary>
internal static class ColumnJson
{
    private const string Time = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
    private const NumberStyles Integer = NumberStyles.AllowLeadingSign;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private sealed record Form(Func<object, JsonText> Write, JsonTokenType Token, Func<string, object> Read);

    private static readonly Dictionary<Type, Form> Forms = new()
    {
        [typeof(string)] = Text(value => (string)value, text => text),
        [typeof(char)] = Text(value => value.ToString()!, text => char.Parse(text)),
        [typeof(Guid)] = Text(value => value.ToString()!, text => Guid.ParseExact(text, "D")),
        [typeof(byte[])] = Text(value => Convert.ToBase64String((byte[])value), Convert.FromBase64String),
        [typeof(DateTime)] = Text(value => ((DateTime)value).ToString(Time, Invariant), ReadTime),
        [typeof(DateTimeOffset)] = Text(
            value => ((DateTimeOffset)value).ToString(Time, Invariant),
            text => DateTimeOffset.Parse(text, Invariant, DateTimeStyles.AssumeUniversal)),
        [typeof(DateOnly)] = Text(value => ((DateOnly)value).ToString("O", Invariant), text => DateOnly.ParseExact(text, "O", Invariant)),
        [typeof(TimeOnly)] = Text(value => ((TimeOnly)value).ToString("HH:mm:ss.FFFFFFF", Invariant), text => TimeOnly.Parse(text, Invariant)),
        [typeof(TimeSpan)] = Text(value => ((TimeSpan)value).ToString("c", Invariant), text => TimeSpan.ParseExact(text, "c", Invariant)),
        [typeof(byte)] = Number(text => byte.Parse(text, Integer, Invariant)),
        [typeof(sbyte)] = Number(text => sbyte.Parse(text, Integer, Invariant)),
        [typeof(short)] = Number(text => short.Parse(text, Integer, Invariant)),
        [typeof(ushort)] = Number(text => ushort.Parse(text, Integer, Invariant)),
        [typeof(int)] = Number(text => int.Parse(text, Integer, Invariant)),
        [typeof(uint)] = Number(text => uint.Parse(text, Integer, Invariant)),
        [typeof(long)] = Number(text => long.Parse(text, Integer, Invariant)),
        [typeof(ulong)] = Number(text => ulong.Parse(text, Integer, Invariant)),
        [typeof(decimal)] = Number(text => decimal.Parse(text, NumberStyles.Float, Invariant)),
        [typeof(double)] = Number(text => double.Parse(text, NumberStyles.Float, Invariant)),
        [typeof(float)] = Number(text => float.Parse(text, NumberStyles.Float, Invariant)),
    };

    public static bool Holds(Type type) => type == typeof(bool) || Forms.ContainsKey(type);

    /// <exception cref="InvalidJsonException">It has no form in JSON: a lone surrogate, or a number that is none.</exception>
    public static JsonText Write(object value) => value switch
    {
        bool truth => JsonText.Parse(truth ? "true" : "false"),
        double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity
            or float.NegativeInfinity => throw new InvalidJsonException($"{value} is no number of JSON"),
        _ => Forms[value.GetType()].Write(value),
    };

    /// <exception cref="FormatException">It is no value of that type.</exception>
    /// <exception cref="OverflowException">Nor here.</exception>
    public static object Read(Type type, JsonText json)
    {
        var reader = new Utf8JsonReader(json.Utf8);
        reader.Read();
        if (type == typeof(bool) && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return reader.TokenType == JsonTokenType.True;
        if (!Forms.TryGetValue(type, out var form) || form.Token != reader.TokenType)
            throw new FormatException($"it is a {reader.TokenType}");
        return form.Read(reader.TokenType == JsonTokenType.String ? reader.GetString()! : Encoding.ASCII.GetString(reader.ValueSpan));
    }

    private static Form Text(Func<object, string> write, Func<string, object> read) =>
        new(value => JsonText.OfString(write(value)), JsonTokenType.String, read);

    private static Form Number(Func<string, object> read) => new(
        value => JsonText.Parse(Convert.ToString(value, Invariant)!), JsonTokenType.Number, read);

    // With an offset it is a moment; without, a clock on a wall.
    private static object ReadTime(string text)
    {
        var time = DateTime.Parse(text, Invariant, DateTimeStyles.RoundtripKind);
        return time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
    }
}
