using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>Messages as the JSON of one frame, without its length.</summary>
internal static class MessageCodec
{
    /// <exception cref="ArgumentException">The message carries a scribe that was refused.</exception>
    public static byte[] Encode(Message message)
    {
        var output = Scratch.Rent();
        MessageWriter.Write(output, message);
        var body = output.WrittenSpan.ToArray();
        Scratch.Return(output);
        return body;
    }

    /// <summary>Total: any bytes give a message or code 400, never an exception.</summary>
    public static Decoded Decode(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = JsonGrammar.Reader(body);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return Decoded.Malformed("a message is not a JSON object");
            var decoded = MessageReader.Read(body, ref reader);
            return reader.Read() ? Decoded.Malformed("text after the message") : decoded;
        }
        catch (Exception e) when (JsonGrammar.Fault(e) is { } fault)
        {
            return Decoded.Malformed(fault.Message);
        }
    }
}
