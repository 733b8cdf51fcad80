using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using Syncro.Scribes;

namespace Syncro.Wire;

internal static class ResultWriter
{
    public static void Write(IBufferWriter<byte> output, Result result)
    {
        switch (result)
        {
            case Result.Value value:
                output.Json(value.Json);
                break;
            case Result.LegacyPage page:
                Scribes(output, page.Scribes, legacy: true);
                break;
            case Result.Page page:
                output.Write("{\"scribes\":"u8);
                Scribes(output, page.Scribes, legacy: false);
                output.Place(page.Position, page.Mark);
                output.Write(",\"more\":"u8);
                output.Flag(page.More);
                output.Write("}"u8);
                break;
            case Result.Reset:
                output.Write("{\"reset\":true}"u8);
                break;
            case Result.Pushed pushed:
                output.Write("{\"position\":"u8);
                output.Number(pushed.Position.Value);
                output.Write(",\"rejected\":"u8);
                RejectionJson.Write(output, pushed.Rejected);
                output.Write("}"u8);
                break;
            case Result.Greeted greeted:
                output.Write("{\"relay\":"u8);
                output.Flag(greeted.Relay);
                GreetingJson.Write(output, greeted.Greeting);
                output.Write("}"u8);
                break;
            default:
                throw new UnreachableException();
        }
    }

    public static JsonText Text(ImmutableArray<WireScribe> scribes)
    {
        var output = new ArrayBufferWriter<byte>();
        Scribes(output, scribes, legacy: false);
        return new(output.WrittenSpan.ToArray());
    }

    public static void Scribes(IBufferWriter<byte> output, ImmutableArray<WireScribe> scribes, bool legacy)
    {
        output.Write("["u8);
        var more = false;
        foreach (var scribe in scribes)
        {
            output.Separate(ref more);
            Scribe(output, scribe, legacy);
        }
        output.Write("]"u8);
    }

    public static void Scribe(IBufferWriter<byte> output, WireScribe scribe, bool legacy)
    {
        var content = scribe.Scribe ?? throw new ArgumentException($"scribe {scribe.Id} was refused and can't be sent");
        if (legacy)
            ScribeJson.WriteLegacy(output, scribe.Id, content);
        else
            ScribeJson.Write(output, scribe.Id, content, scribe.EndsSet);
    }
}
