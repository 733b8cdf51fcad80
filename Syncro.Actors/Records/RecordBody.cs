using System.Buffers;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>
/// A record's registers and audience as UTF-8 JSON, keys in this order; values are the text they were written as.
/// Stored: extend under a new version, never change.
/// <code>
/// {"v":1,
///  "created":"STAMP",              absent: never
///  "destroyed":"STAMP",            absent: never
///  "audience":"relays"|"unannounced"|["GUID"…],  absent: everyone
///  "stamps":{"name":"STAMP"…},     of the attributes whose stamp is not that of "created", sorted
///  "attributes":{"name":value…}}   sorted
/// </code>
/// </summary>
internal static partial class RecordBody
{
    private const int Version = 1;

    public static byte[] Write(RecordState state, Audience audience)
    {
        var output = Scratch.Rent();
        Write(output, state, audience);
        var body = output.WrittenSpan.ToArray();
        Scratch.Return(output);
        return body;
    }

    public static void Write(ArrayBufferWriter<byte> output, RecordState state, Audience audience)
    {
        output.Write("{\"v\":1"u8);
        Member(output, ",\"created\":"u8, state.Created);
        Member(output, ",\"destroyed\":"u8, state.Destroyed);
        Write(output, audience);
        var separator = ",\"stamps\":{"u8;
        foreach (var register in state.Registers)
        {
            if (register.At == state.Created)
                continue;
            output.Write(separator);
            JsonGrammar.WriteString(output, register.Name);
            Member(output, ":"u8, register.At);
            separator = ","u8;
        }
        output.Write(separator.Length == 1 ? "},\"attributes\":{"u8 : ",\"attributes\":{"u8);
        separator = default;
        foreach (var register in state.Registers)
        {
            output.Write(separator);
            JsonGrammar.WriteString(output, register.Name);
            output.Write(":"u8);
            output.Write(register.Value.Utf8);
            separator = ","u8;
        }
        output.Write("}}"u8);
    }

    private static void Member(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, Stamp stamp)
    {
        if (stamp.IsNone)
            return;
        output.Write(name);
        JsonString.Write(output, stamp);
    }

    private static void Write(ArrayBufferWriter<byte> output, Audience audience)
    {
        if (audience is Audience.RelaysOnly)
            output.Write(",\"audience\":\"relays\""u8);
        if (audience is Audience.UnannouncedOnly)
            output.Write(",\"audience\":\"unannounced\""u8);
        if (audience is not Audience.Only(var clients))
            return;
        output.Write(",\"audience\":["u8);
        for (var i = 0; i < clients.Length; i++)
        {
            output.Write(i == 0 ? default : ","u8);
            JsonGrammar.WriteString(output, clients[i].Value);
        }
        output.Write("]"u8);
    }
}
