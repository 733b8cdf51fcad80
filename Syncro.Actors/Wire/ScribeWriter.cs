using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>
/// <c>{"klass":K,"type":T,"data":D,"id":P}</c>; in version 2 also <c>"at"</c>, <c>"stamps"</c>, <c>"destroyed"</c>,
/// <c>"taken"</c>, <c>"commit"</c>.
/// </summary>
internal static class ScribeWriter
{
    public static void Write(IBufferWriter<byte> output, JsonText id, Scribe scribe, bool endsSet)
    {
        Body(output, id, scribe, scribe.Type);
        switch (scribe)
        {
            case Scribe.Change change:
                At(output, change.At);
                Stamps(output, change.At, change.Registers);
                if (!change.Destroyed.IsNone)
                {
                    output.Write(",\"destroyed\":"u8);
                    output.Stamp(change.Destroyed);
                }
                break;
            case Scribe.Operation operation:
                At(output, operation.At);
                break;
            case Scribe.Withdraw withdraw:
                output.Write(",\"taken\":"u8);
                output.Cursor(withdraw.Taken);
                break;
        }
        output.Write(endsSet ? ",\"commit\":true}"u8 : "}"u8);
    }

    public static void WriteLegacy(IBufferWriter<byte> output, JsonText id, Scribe scribe)
    {
        Body(output, id, scribe, scribe is Scribe.Withdraw ? "destroy" : scribe.Type);
        output.Write("}"u8);
    }

    private static void Body(IBufferWriter<byte> output, JsonText id, Scribe scribe, string type)
    {
        output.Write("{\"klass\":"u8);
        output.Text(scribe.Class);
        output.Write(",\"type\":"u8);
        output.Text(type);
        output.Write(",\"data\":"u8);
        Data(output, scribe);
        output.Write(",\"id\":"u8);
        output.Json(id);
    }

    /// <summary>Create: <c>{"id":I,A:V…}</c>; update: <c>[I,{A:V…}]</c>; destroy, withdraw: <c>[I]</c>.</summary>
    public static void Data(IBufferWriter<byte> output, Scribe scribe)
    {
        switch (scribe)
        {
            case Scribe.Change { Kind: ChangeType.Create } change:
                output.Write("{\"id\":"u8);
                output.Id(change.Key.Id);
                Attributes(output, change.Registers, more: true);
                output.Write("}"u8);
                break;
            case Scribe.Change { Kind: ChangeType.Update } change:
                output.Write("["u8);
                output.Id(change.Key.Id);
                output.Write(",{"u8);
                Attributes(output, change.Registers, more: false);
                output.Write("}]"u8);
                break;
            case Scribe.Change { Key: var key }:
                Only(output, key.Id);
                break;
            case Scribe.Withdraw { Key: var key }:
                Only(output, key.Id);
                break;
            case Scribe.Operation operation:
                output.Json(operation.Data);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Only(IBufferWriter<byte> output, RecordId id)
    {
        output.Write("["u8);
        output.Id(id);
        output.Write("]"u8);
    }

    private static void Attributes(IBufferWriter<byte> output, ImmutableArray<Register> registers, bool more)
    {
        foreach (var register in registers)
        {
            output.Separate(ref more);
            output.Text(register.Name);
            output.Write(":"u8);
            output.Json(register.Value);
        }
    }

    private static void At(IBufferWriter<byte> output, Stamp at)
    {
        output.Write(",\"at\":"u8);
        output.Stamp(at);
    }

    private static void Stamps(IBufferWriter<byte> output, Stamp at, ImmutableArray<Register> registers)
    {
        var more = false;
        foreach (var register in registers)
        {
            if (register.At == at)
                continue;
            output.Write(more ? ","u8 : ",\"stamps\":{"u8);
            more = true;
            output.Text(register.Name);
            output.Write(":"u8);
            output.Stamp(register.At);
        }
        if (more)
            output.Write("}"u8);
    }
}
