using System.Buffers;
using Syncro.Scribes;

namespace Syncro.Node.Http;

/// <summary>A scribe as <c>/api/changes</c> shows it: the fields of version 1, its position, and whom it came from.</summary>
internal static class ScribeJson
{
    public static void Write(IBufferWriter<byte> output, Recorded recorded)
    {
        output.Write("{\"position\":"u8);
        output.Write(JsonText.Of(recorded.Position.Value).Utf8);
        output.Write(",\"klass\":"u8);
        JsonGrammar.WriteString(output, recorded.Scribe.Class);
        output.Write(",\"type\":"u8);
        JsonGrammar.WriteString(output, recorded.Scribe.Type);
        output.Write(",\"data\":"u8);
        Data(output, recorded.Scribe);
        output.Write(",\"from\":"u8);
        if (recorded.From is { } from)
            JsonGrammar.WriteString(output, from.Value);
        else
            output.Write("null"u8);
        output.Write("}"u8);
    }

    private static void Data(IBufferWriter<byte> output, Scribe scribe)
    {
        switch (scribe)
        {
            case Scribe.Operation operation:
                output.Write(operation.Data.Utf8);
                break;
            case Scribe.Change { Kind: ChangeType.Create } create:
                RecordJson.Write(output, create.Key.Id, Attributes(create));
                break;
            case Scribe.Change { Kind: ChangeType.Update } update:
                output.Write("["u8);
                output.Write(update.Key.Id.ToJson().Utf8);
                output.Write(","u8);
                RecordJson.Write(output, Attributes(update));
                output.Write("]"u8);
                break;
            case Scribe.Change destroy:
                OnlyId(output, destroy.Key);
                break;
            case Scribe.Withdraw withdraw:
                OnlyId(output, withdraw.Key);
                break;
        }
    }

    private static void OnlyId(IBufferWriter<byte> output, RecordKey key)
    {
        output.Write("["u8);
        output.Write(key.Id.ToJson().Utf8);
        output.Write("]"u8);
    }

    private static IEnumerable<KeyValuePair<string, JsonText>> Attributes(Scribe.Change change) =>
        change.Registers.Select(register => KeyValuePair.Create(register.Name, register.Value));
}
