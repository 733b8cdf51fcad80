using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;
using Syncro.Wire;
using Result = Syncro.Wire.Result;

namespace Syncro.Tests.Wire;

public class CodecSpecs
{
    private static readonly FrameLimits Limits = new(1 << 22, TimeSpan.FromSeconds(10));

    [Property(MaxTest = 500)]
    public Property Every_message_comes_back_as_it_was() => Prop.ForAll(Generators.Messages.ToArbitrary(), message =>
    {
        var sent = MessageCodec.Encode(message);
        var decoded = Assert.IsType<Decoded.Received>(MessageCodec.Decode(sent)).Message;
        var sameCase = decoded.GetType() == message.GetType()
            && (decoded as Message.Response)?.Result.GetType().Name == Shape(message);
        return sameCase && Encoding.UTF8.GetString(MessageCodec.Encode(decoded)) == Encoding.UTF8.GetString(sent);
    });

    /// <summary>A value may have the shape of another result: an empty array has.</summary>
    private static string? Shape(Message message) => message is not Message.Response { Result: var result } ? null
        : result is Result.Value { Json: var json } && json.ToString() == "[]" ? nameof(Result.LegacyPage)
        : result.GetType().Name;

    [Property(MaxTest = 200)]
    public Property Every_conversation_comes_through_any_chunking() => Prop.ForAll(
        Generators.Messages.Where(m => m is not Message.Part).ArrayOf(5).ToArbitrary(),
        Gen.Choose(1, 40).ArrayOf(9).ToArbitrary(),
        (messages, sizes) =>
        {
            var bodies = messages.Select(MessageCodec.Encode).ToList();
            var decoder = new FrameDecoder(Limits);
            var decoded = Chunks([.. bodies.SelectMany(Sample.Frame)], sizes).SelectMany(c => decoder.Feed(c)).ToList();
            return !decoder.IsPartial && decoded.Count == bodies.Count && decoded.Zip(bodies).All(pair =>
                MessageCodec.Encode(((Decoded.Received)pair.Item1).Message).SequenceEqual(pair.Item2));
        });

    internal static IEnumerable<byte[]> Chunks(byte[] bytes, int[] sizes)
    {
        for (int start = 0, i = 0; start < bytes.Length; start += sizes[i++ % sizes.Length])
            yield return bytes[start..Math.Min(bytes.Length, start + sizes[i % sizes.Length])];
    }

    [Property(MaxTest = 300)]
    public Property Every_scribe_comes_back_equal_and_of_its_size() => Prop.ForAll(
        Generators.AllScribes.ToArbitrary(), scribe =>
        {
            var body = MessageCodec.Encode(new Message.AddScribes(
                null, [new(JsonText.Of(Position.Limit - 1), scribe, true)], new Position(1), "m"));
            var read = Assert.Single(((Message.AddScribes)((Decoded.Received)MessageCodec.Decode(body)).Message).Scribes);
            var rest = """{"type":"add_scribes","position":1,"mark":"m","scribes":[]}""".Length;
            return scribe.Equals(read.Scribe) && read.EndsSet && ScribeJson.Size(scribe) == body.Length - rest;
        });

    [Property(MaxTest = 300)]
    public Property Keys_may_come_in_any_order(int seed) => Prop.ForAll(Generators.Messages.ToArbitrary(), message =>
    {
        var sent = Encoding.UTF8.GetString(MessageCodec.Encode(message));
        var turned = Turned(JsonNode.Parse(sent)!, new System.Random(seed), 0).ToJsonString();
        var decoded = Assert.IsType<Decoded.Received>(Sample.Decode(turned)).Message;
        return decoded.GetType() == message.GetType();
    });

    /// <summary>The fields of messages, results and scribes in another order, one added to each.</summary>
    private static JsonNode Turned(JsonNode node, System.Random random, int depth)
    {
        if (node is JsonArray array && depth < 3)
            return new JsonArray([.. array.Select(n => n is null ? null : Turned(n, random, depth))]);
        if (node is not JsonObject fields || depth > 2)
            return node.DeepClone();
        var pairs = fields.Select(p => KeyValuePair.Create(p.Key,
            p.Value is null ? null
            : p.Key is "result" or "scribes" or "scribe" ? Turned(p.Value, random, depth + 1) : p.Value.DeepClone())).ToArray();
        random.Shuffle(pairs);
        return new JsonObject(pairs.Append(KeyValuePair.Create("future", (JsonNode?)new JsonArray(1, "two"))));
    }

    [Property(MaxTest = 2000)]
    public bool Any_bytes_give_a_message_or_a_fault(byte[] bytes) => MessageCodec.Decode(bytes) is not null;

    [Property(MaxTest = 1000)]
    public Property Any_damage_to_a_message_gives_a_message_or_a_fault() => Prop.ForAll(
        Generators.Messages.ToArbitrary(), Gen.Choose(0, 1 << 20).Two().ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(),
        (message, at, with) =>
        {
            var body = MessageCodec.Encode(message);
            body[at.Item1 % body.Length] = (byte)with;
            var cut = body[..(at.Item2 % (body.Length + 1))];
            return MessageCodec.Decode(body) is not null && MessageCodec.Decode(cut) is not null;
        });

    [Property(MaxTest = 500)]
    public bool Any_stream_of_bytes_ends_with_at_most_one_fault(byte[][] chunks)
    {
        var decoder = new FrameDecoder(Limits);
        var decoded = chunks.Where(c => c is not null).SelectMany(c => decoder.Feed(c)).ToList();
        return decoded.OfType<Decoded.Refused>().Count() <= 1
            && (decoded.Count == 0 || decoder.HasEnded == decoded[^1] is Decoded.Refused);
    }

    [Fact]
    public void The_length_is_big_endian_and_counts_bytes()
    {
        var body = MessageCodec.Encode(new Message.Error(null, 400, "é😀"));
        var frame = Assert.Single(Frames.Encode(body)).ToArray();
        Assert.Equal(body.Length, BinaryPrimitives.ReadUInt16BigEndian(frame));
        Assert.Equal(body, frame[2..]);
    }
}
