using System.Globalization;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.EntityFrameworkCore.Mapping;

/// <summary>The value of a primary key as a record's id, and back. Two ids are never one key.</summary>
internal static class RecordIds
{
    private static readonly HashSet<Type> Integers =
        [typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    public static bool Holds(Type type) => type == typeof(string) || type == typeof(Guid) || Integers.Contains(type);

    /// <exception cref="InvalidRecordException">It is none: empty, too long, or with control characters.</exception>
    public static RecordId Of(string className, object value)
    {
        if (value is Guid guid)
            return guid == Guid.Empty ? throw new InvalidRecordException($"a {className} without an id: an empty GUID") : guid;
        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        if (value is string)
            return Names.Fault("record id", text) is { } fault
                ? throw new InvalidRecordException($"a {className} with a wrong id: {fault}") : RecordId.Of(text);
        RecordId.TryInteger(text, out var id);
        return id;
    }

    /// <summary>The value of a key; null: no key of that type is this id.</summary>
    public static object? Read(Type type, RecordId id)
    {
        if (type == typeof(string))
            return id.IsInteger ? null : id.Text;
        if (type == typeof(Guid))
            return !id.IsInteger && Guid.TryParseExact(id.Text, "D", out var guid) && guid.ToString() == id.Text ? guid : null;
        if (!id.IsInteger || !Int128.TryParse(id.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return null;
        try
        {
            var value = number >= 0 && type == typeof(ulong) ? (object)checked((ulong)number) : checked((long)number);
            value = Convert.ChangeType(value, type, CultureInfo.InvariantCulture);
            // -0 is another id than 0.
            return Convert.ToString(value, CultureInfo.InvariantCulture) == id.Text ? value : null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
