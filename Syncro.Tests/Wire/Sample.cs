using System.Text;
using Syncro.Wire;

namespace Syncro.Tests.Wire;

internal static class Sample
{
    public static Decoded Decode(string json) => MessageCodec.Decode(Encoding.UTF8.GetBytes(json));

    public static T Received<T>(string json, bool exact = true) where T : Message =>
        Assert.IsType<T>(Assert.IsType<Decoded.Received>(Decode(json)).Message, exact);

    public static Fault Refused(Decoded decoded) => Assert.IsType<Decoded.Refused>(decoded).Fault;

    public static Fault Refused(string json) => Refused(Decode(json));

    /// <summary>One scribe pushed in version 2.</summary>
    public static WireScribe Scribe(string json) =>
        Assert.Single(Received<Message.AddScribes>(
            $$"""{"type":"add_scribes","id":1,"scribes":[{{json}}],"position":9,"mark":"m"}""").Scribes);

    /// <summary>One scribe pushed in version 1.</summary>
    public static WireScribe LegacyScribe(string json) =>
        Received<Message.AddScribe>($$"""{"type":"add_scribe","id":1,"scribe":{{json}}}""").Scribe;

    public static string Encoded(Message message) => Encoding.UTF8.GetString(MessageCodec.Encode(message));

    public static byte[] Frame(byte[] body) => [(byte)(body.Length >> 8), (byte)body.Length, .. body];
}
