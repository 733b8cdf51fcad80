using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>Small values off the wire. Each is read to its end, whether or not it is what was asked for.</summary>
internal static class JsonInput
{
    public static bool TryStamp(ref Utf8JsonReader reader, out Stamp stamp)
    {
        if (reader.TokenType == JsonTokenType.String)
            return reader.ValueIsEscaped
                ? Stamp.TryParse(reader.GetString(), out stamp)
                : Stamp.TryParse(reader.ValueSpan, out stamp);
        stamp = default;
        return Passed(ref reader);
    }

    /// <summary>An integer from 0 to 2^53 - 1, without fraction or exponent.</summary>
    public static bool TryNumber(ref Utf8JsonReader reader, out long number)
    {
        number = 0;
        return reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= 16
            ? reader.TryGetInt64(out number) && number is >= 0 and < Position.Limit
            : Passed(ref reader);
    }

    public static bool TryText(ref Utf8JsonReader reader, out string text)
    {
        text = "";
        if (reader.TokenType != JsonTokenType.String)
            return Passed(ref reader);
        text = NamePool.Read(ref reader);
        return true;
    }

    public static bool TryMark(ref Utf8JsonReader reader, out string mark) =>
        TryText(ref reader, out mark) && mark.Length <= Cursor.MaxMark;

    /// <summary><c>{"journal":J,"position":P,"mark":M}</c> or <c>null</c>.</summary>
    public static bool TryCursor(ref Utf8JsonReader reader, out Cursor? cursor)
    {
        cursor = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            return reader.TokenType == JsonTokenType.Null || Passed(ref reader);
        var keys = new JsonKeys();
        string? journal = null, mark = null;
        long? position = null;
        var ok = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = NamePool.Read(ref reader);
            keys.Add(key);
            reader.Read();
            switch (key)
            {
                case "journal":
                    ok &= TryText(ref reader, out journal) && Names.Fault("journal", journal) is null;
                    break;
                case "position":
                    ok &= TryNumber(ref reader, out var number);
                    position = number;
                    break;
                case "mark":
                    ok &= TryMark(ref reader, out mark);
                    break;
                default:
                    JsonValue.Check(ref reader);
                    break;
            }
        }
        if (!ok || journal is null || position is null || mark is null)
            return false;
        cursor = new Cursor(new JournalId(journal), new Position(position.Value), mark);
        return true;
    }

    /// <summary>An array of names that a rule finds no fault with.</summary>
    public static bool TryNames(
        ref Utf8JsonReader reader, Func<string, string?> fault, out ImmutableArray<string> names)
    {
        names = [];
        if (reader.TokenType != JsonTokenType.StartArray)
            return Passed(ref reader);
        var list = ImmutableArray.CreateBuilder<string>();
        var ok = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            ok &= TryText(ref reader, out var name) && fault(name) is null;
            list.Add(name);
        }
        names = list.DrainToImmutable();
        return ok;
    }

    private static bool Passed(ref Utf8JsonReader reader)
    {
        JsonValue.Check(ref reader);
        return false;
    }
}
