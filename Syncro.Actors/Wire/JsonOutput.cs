using System.Buffers;
using System.Globalization;
using System.Text;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>The words that every message is written in.</summary>
internal static class JsonOutput
{
    public static void Text(this IBufferWriter<byte> output, string value) => JsonString.Write(output, value);

    public static void Json(this IBufferWriter<byte> output, JsonText value) => output.Write(value.Utf8);

    public static void Flag(this IBufferWriter<byte> output, bool value) => output.Write(value ? "true"u8 : "false"u8);

    public static void Number(this IBufferWriter<byte> output, long value)
    {
        value.TryFormat(output.GetSpan(20), out var written, default, CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    public static void Stamp(this IBufferWriter<byte> output, Stamp stamp) => JsonString.Write(output, stamp);

    public static void Id(this IBufferWriter<byte> output, RecordId id)
    {
        if (id.IsInteger)
            Encoding.ASCII.GetBytes(id.Text, output);
        else
            output.Text(id.Text);
    }

    /// <summary>A comma between the items of a list, none before the first.</summary>
    public static void Separate(this IBufferWriter<byte> output, ref bool more)
    {
        if (more)
            output.Write(","u8);
        more = true;
    }

    /// <summary><c>{"journal":J,"position":P,"mark":M}</c> or <c>null</c>.</summary>
    public static void Cursor(this IBufferWriter<byte> output, Cursor? cursor)
    {
        if (cursor is null)
        {
            output.Write("null"u8);
            return;
        }
        output.Write("{\"journal\":"u8);
        output.Text(cursor.Journal.Value);
        output.Place(cursor.Position, cursor.Mark);
        output.Write("}"u8);
    }

    /// <summary><c>,"position":P,"mark":M</c></summary>
    public static void Place(this IBufferWriter<byte> output, Position position, string mark)
    {
        output.Write(",\"position\":"u8);
        output.Number(position.Value);
        output.Write(",\"mark\":"u8);
        output.Text(mark);
    }
}
