using System.Buffers.Binary;
using System.IO.Compression;
using Syncro.Wire;

namespace Syncro.Tests.Fuzzing;

/// <summary>
/// The bytes of a connection, the first of the input saying how they are cut: messages and then at most one fault, the same
/// however they are cut, and never more held than one frame and one message.
/// </summary>
internal sealed class DecoderTarget : FuzzTarget
{
    private static readonly FrameLimits Limits = new(1 << 16, TimeSpan.FromSeconds(1)) { MaxFirst = 1 << 14, Packed = true };

    public override string Name => "decoder";

    public override IEnumerable<byte[]> Seeds
    {
        get
        {
            var bodies = MessageTarget.Messages().ToList();
            foreach (var chunk in bodies.Chunk(7))
                yield return [3, .. chunk.SelectMany(Wire.Sample.Frame)];
            foreach (var chunk in bodies.Chunk(5))
                yield return [9, .. chunk.SelectMany(body => Wire.Sample.Frame([Packing.Last, .. Deflated(body)]).Concat(Wire.Sample.Frame(body)))];
            foreach (var body in bodies.Take(20))
                yield return [33, .. Pieces(Deflated(body)).SelectMany(Wire.Sample.Frame)];
            foreach (var body in bodies.Take(20))
                yield return [17, .. PartCutter.Cut([.. "{\"type\":\"x\",\"y\":\""u8, .. new byte[70_000].Select(_ => (byte)'y'), .. "\"}"u8], 7)
                    .Append(body).SelectMany(Wire.Sample.Frame)];
        }
    }

    public override long Allocation(int length) => 2_000_000 + (3 * 1_000L * length);

    public override string Run(byte[] input)
    {
        var bytes = input.AsSpan(Math.Min(1, input.Length)).ToArray();
        var whole = Decode([bytes], out var partial);
        var cut = Decode(Cut(bytes, input.Length == 0 ? (byte)1 : input[0]), out var partialCut);
        BrokenException.Unless(whole.SequenceEqual(cut) && partial == partialCut, "another chunking is read otherwise");
        return string.Join(' ', whole.Select(text => text.Length > 24 ? text[..24] : text).Distinct().Take(8)) + partial;
    }

    public override byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, Random random)
    {
        if (random.Next(3) == 0)
            return Mutation.OfBytes(input, corpus, random);
        var frames = Frames(input);
        if (frames.Count == 0)
            return Mutation.OfBytes(input, corpus, random);
        var at = random.Next(frames.Count);
        switch (random.Next(5))
        {
            case 0:
                frames.RemoveAt(at);
                break;
            case 1:
                frames.Insert(random.Next(frames.Count + 1), frames[at]);
                break;
            default:
                frames[at] = Mutation.OfText(frames[at], [.. Frames(corpus[random.Next(corpus.Count)]), frames[at]], random);
                break;
        }
        return [.. input.Take(1), .. frames.Where(body => body.Length <= Syncro.Wire.Frames.MaxBody).SelectMany(Wire.Sample.Frame)];
    }

    private static List<byte[]> Frames(byte[] input)
    {
        var frames = new List<byte[]>();
        for (var at = 1; at + 2 <= input.Length;)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input.AsSpan(at)), input.Length - at - 2);
            frames.Add(input[(at + 2)..(at + 2 + length)]);
            at += 2 + length;
        }
        return frames;
    }

    private static byte[] Deflated(byte[] body)
    {
        var packed = new MemoryStream();
        using (var deflating = new DeflateStream(packed, CompressionLevel.Fastest))
            deflating.Write(body);
        return packed.ToArray();
    }

    private static IEnumerable<byte[]> Pieces(byte[] packed)
    {
        var half = packed.Length / 2;
        yield return [Packing.More, .. packed[..half]];
        yield return [Packing.Last, .. packed[half..]];
    }

    private static List<string> Decode(IEnumerable<byte[]> chunks, out bool partial)
    {
        var decoder = new FrameDecoder(Limits);
        var all = new List<string>();
        foreach (var chunk in chunks)
            foreach (var decoded in decoder.Feed(chunk))
            {
                BrokenException.Unless(all.Count == 0 || all[^1][0] != '!', "something after a fault");
                all.Add(decoded switch
                {
                    // Inflated only once it is asked for: whatever it holds ends nothing here.
                    Decoded.Packed(var bytes) => Packing.Open(bytes, Limits.MaxMessage) switch
                    {
                        Decoded.Received(var message) => $"packed {message.GetType().Name}",
                        Decoded.Refused({ Code: Code.Malformed or Code.TooLarge } fault) => $"packed: {MessageTarget.Varying().Replace(fault.Text, "_")}",
                        var other => throw new BrokenException($"{other}"),
                    },
                    Decoded.Refused({ Code: Code.Malformed or Code.TooLarge } fault) => $"!{MessageTarget.Varying().Replace(fault.Text, "_")}",
                    Decoded.Received(var message) => message.GetType().Name,
                    _ => throw new BrokenException($"{decoded}"),
                });
            }
        BrokenException.Unless(decoder.HasEnded == (all.Count > 0 && all[^1][0] == '!'), "it ended without a fault");
        partial = decoder.IsPartial;
        var late = decoder.Expire();
        BrokenException.Unless(late is null == !partial && decoder.Expire() is null, "half a frame is told once");
        return all;
    }

    private static IEnumerable<byte[]> Cut(byte[] bytes, byte how)
    {
        var random = new Random(how);
        for (var at = 0; at < bytes.Length;)
        {
            var size = Math.Min(bytes.Length - at, random.Next(1, 2 + ((how & 7) << (how >> 4))));
            yield return bytes[at..(at += size)];
        }
    }
}
