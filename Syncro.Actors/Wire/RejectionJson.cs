using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary><c>[{"id":P,"code":C,"message":T}…]</c></summary>
internal static class RejectionJson
{
    public static void Write(IBufferWriter<byte> output, ImmutableArray<Rejection> rejected)
    {
        output.Write("["u8);
        var more = false;
        foreach (var rejection in rejected)
        {
            output.Separate(ref more);
            output.Write("{\"id\":"u8);
            output.Json(rejection.Id);
            output.Write(",\"code\":"u8);
            output.Number(rejection.Code);
            output.Write(",\"message\":"u8);
            output.Text(rejection.Text);
            output.Write("}"u8);
        }
        output.Write("]"u8);
    }

    public static bool TryRead(ref Utf8JsonReader reader, out ImmutableArray<Rejection> rejected)
    {
        rejected = [];
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            JsonValue.Check(ref reader);
            return false;
        }
        var list = ImmutableArray.CreateBuilder<Rejection>();
        var ok = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            if (ReadOne(ref reader) is { } one && list.Count < ResultReader.MaxScribes)
                list.Add(one);
            else
                ok = false;
        rejected = list.DrainToImmutable();
        return ok;
    }

    private static Rejection? ReadOne(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            JsonValue.Check(ref reader);
            return null;
        }
        var keys = new JsonKeys();
        var id = JsonText.Null;
        var text = "";
        long code = -1;
        var ok = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = NamePool.Read(ref reader);
            keys.Add(key);
            reader.Read();
            switch (key)
            {
                case "id":
                    id = JsonGrammar.ReadValue(ref reader);
                    break;
                case "code":
                    ok &= JsonInput.TryNumber(ref reader, out code) && code <= int.MaxValue;
                    break;
                case "message":
                    ok &= JsonInput.TryText(ref reader, out text);
                    break;
                default:
                    JsonValue.Check(ref reader);
                    break;
            }
        }
        return ok && code >= 0 ? new Rejection(id, (int)code, text) : null;
    }
}
