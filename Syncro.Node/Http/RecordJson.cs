using System.Buffers;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>A record as HTTP shows it: <c>id</c> first, then its attributes by the UTF-8 bytes of their names, each as it was written.</summary>
internal static class RecordJson
{
    public static void Write(IBufferWriter<byte> output, RecordId id, RecordState state) =>
        Write(output, id, state.Visible.Select(register => KeyValuePair.Create(register.Name, register.Value)));

    public static void Write(IBufferWriter<byte> output, RecordId id, IEnumerable<KeyValuePair<string, JsonText>> attributes)
    {
        output.Write("{\"id\":"u8);
        output.Write(id.ToJson().Utf8);
        foreach (var (name, value) in attributes)
        {
            output.Write(","u8);
            Property(output, name, value);
        }
        output.Write("}"u8);
    }

    /// <summary><c>{…}</c> of attributes alone.</summary>
    public static void Write(IBufferWriter<byte> output, IEnumerable<KeyValuePair<string, JsonText>> attributes)
    {
        var separator = "{"u8;
        foreach (var (name, value) in attributes)
        {
            output.Write(separator);
            Property(output, name, value);
            separator = ","u8;
        }
        output.Write(separator == "{"u8 ? "{}"u8 : "}"u8);
    }

    /// <summary>A record's attributes, and its id where it names one.</summary>
    /// <exception cref="RefusedException">An id or an attribute's name breaks the limits.</exception>
    public static (RecordId? Id, Attributes Attributes) Read(ReadOnlySpan<byte> utf8)
    {
        RecordId? id = null;
        var parts = JsonParts.Object(utf8, "the record");
        var attributes = new List<KeyValuePair<string, JsonText>>(parts.Count);
        foreach (var (name, value) in parts)
            if (name == "id")
                id = JsonParts.Id(value);
            else if (Names.Fault("attribute name", name) is { } fault)
                throw new RefusedException(Code.InvalidScribe, fault);
            else
                attributes.Add(new(name, value));
        return (id, Attributes.Of(attributes));
    }

    private static void Property(IBufferWriter<byte> output, string name, JsonText value)
    {
        JsonGrammar.WriteString(output, name);
        output.Write(":"u8);
        output.Write(value.Utf8);
    }
}
