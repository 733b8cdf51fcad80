using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Syncro.Wire;

namespace Syncro.Tests.Fuzzing;

/// <summary>
/// One JSON text: a message or code 400, never an exception. What is read, and can be written, is read again from what was
/// written and is the same.
/// </summary>
internal sealed partial class MessageTarget : FuzzTarget
{
    public override string Name => "message";

    public override IEnumerable<byte[]> Seeds => Messages();

    // Of the least JSON that stands for something, with what it is read into: a scribe refused by itself.
    public override long Allocation(int length) => 200_000 + (1_000L * length);

    public override string Run(byte[] input)
    {
        switch (MessageCodec.Decode(input))
        {
            case Decoded.Received(var message) when Unwritable(message):
                return $"{Kind(message)} unwritable";
            case Decoded.Received(var message):
                var written = MessageCodec.Encode(message);
                var again = MessageCodec.Decode(written);
                BrokenException.Unless(again is Decoded.Received, $"what was written can't be read: {(again as Decoded.Refused)?.Fault}");
                var second = ((Decoded.Received)again).Message;
                BrokenException.Unless(second.GetType() == message.GetType(), "it is read as another message");
                BrokenException.Unless(MessageCodec.Encode(second).AsSpan().SequenceEqual(written), "it is not the same when read again");
                return Kind(message);
            case Decoded.Refused(var fault):
                BrokenException.Unless(fault.Code == Code.Malformed, $"code {fault.Code}");
                BrokenException.Unless(fault.Text.Length < 1000, "an error longer than a line");
                return Varying().Replace(fault.Text, "_");
            default:
                throw new BrokenException("neither a message nor a fault");
        }
    }

    /// <summary>Everything the captures and the generators hold.</summary>
    internal static IEnumerable<byte[]> Messages()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Wire", "data", "ruby-2010.ndjson")))
        {
            var capture = JsonNode.Parse(line)!;
            yield return (string?)capture["json"] is { } json
                ? Encoding.UTF8.GetBytes(json) : Convert.FromHexString((string)capture["hex"]!)[2..];
        }
        foreach (var message in FsCheck.Fluent.Gen.Sample(Generators.Messages, 20, new FsCheck.Rnd(2010), 200))
            yield return MessageCodec.Encode(message);
    }

    private static string Kind(Message message) => message switch
    {
        Message.Response { Result: var result } => $"Response {result.GetType().Name}{Faults(Scribes(message))}",
        _ => $"{message.GetType().Name}{Faults(Scribes(message))}",
    };

    private static string Faults(IEnumerable<WireScribe> scribes) => string.Join('|', scribes.Take(4).Select(scribe =>
        Varying().Replace(scribe.Fault?.Text ?? scribe.Scribe!.GetType().Name, "_")));

    private static bool Unwritable(Message message) => Scribes(message).Any(scribe => scribe.Scribe is null);

    private static ImmutableArray<WireScribe> Scribes(Message message) => message switch
    {
        Message.AddScribe push => [push.Scribe],
        Message.AddScribes push => push.Scribes,
        Message.Response { Result: Result.Page page } => page.Scribes,
        Message.Response { Result: Result.LegacyPage page } => page.Scribes,
        _ => [],
    };

    [GeneratedRegex("'[^']*'|[0-9]+")]
    internal static partial Regex Varying();
}
