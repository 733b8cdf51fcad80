using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Tests.Wire;

/// <summary>Messages that are deflated: what they become, and what a hostile sender can make of it.</summary>
public sealed class PackingSpecs
{
    private const int MaxMessage = 1_000_000;

    private static readonly FrameLimits Limits = new(MaxMessage, TimeSpan.FromSeconds(5)) { Packed = true };

    private static byte[] Long(int length) => MessageCodec.Encode(new Message.Error(null, 400, new string('x', length)));

    private static byte[] Deflated(byte[] text)
    {
        var packed = new MemoryStream();
        using (var deflating = new DeflateStream(packed, CompressionLevel.Optimal))
            deflating.Write(text);
        return packed.ToArray();
    }

    private static byte[] Frame(params byte[] body) => [(byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static List<Decoded> Decode(FrameLimits limits, params byte[][] chunks)
    {
        var decoder = new FrameDecoder(limits);
        return [.. chunks.SelectMany(chunk => decoder.Feed(chunk))];
    }

    private static Decoded Opened(Decoded decoded) => Packing.Open(Assert.IsType<Decoded.Packed>(decoded).Bytes, MaxMessage);

    private static Code Refused(Decoded decoded) => Assert.IsType<Decoded.Refused>(decoded).Fault.Code;

    [Property(MaxTest = 60)]
    public Property A_message_of_any_length_comes_out_as_it_went_in_however_the_bytes_are_cut() => Prop.ForAll(
        Gen.Choose(Packing.Shortest, 400_000).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 70_000).ToArbitrary(),
        (length, seed, chunk) =>
        {
            // Half of it hardly compresses, so that there are several pieces.
            var noise = new byte[length / 2];
            new Random(seed).NextBytes(noise);
            var message = new Message.Error(null, 400, Convert.ToBase64String(noise)[..(length / 2)] + new string('x', length));
            var body = MessageCodec.Encode(message);
            var bytes = Frames.Pack(body).SelectMany(frame => frame.ToArray()).ToArray();
            var decoded = Assert.Single(Decode(Limits, [.. bytes.Chunk(chunk)]));
            return Opened(decoded) is Decoded.Received(var opened) && opened.Equals(message);
        });

    [Fact]
    public void A_short_message_and_one_that_would_not_be_shorter_go_as_they_are()
    {
        var body = Long(Packing.Shortest - 100);
        Assert.True(body.Length < Packing.Shortest);
        Assert.Equal(Frames.Encode(body), Frames.Pack(body));
        var noise = new byte[Packing.Shortest];
        new Random(1).NextBytes(noise);
        Assert.Null(Packing.Pack(noise));
    }

    [Fact]
    public void Text_that_inflates_above_the_limit_is_refused_before_it_is_held()
    {
        var bomb = Deflated(new byte[200_000_000]);
        Assert.True(bomb.Length < MaxMessage);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(Code.TooLarge, Refused(Packing.Open(bomb, MaxMessage)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * MaxMessage);
        Assert.IsType<Decoded.Received>(Packing.Open(Deflated(Long(MaxMessage - 100)), MaxMessage));
    }

    [Fact]
    public void Pieces_above_the_limit_are_refused_before_the_last_has_come()
    {
        var piece = Frame([Packing.More, .. new byte[60_000]]);
        var decoded = Decode(Limits, [.. Enumerable.Repeat(piece, 20)]);
        Assert.Equal(Code.TooLarge, Refused(Assert.Single(decoded)));
    }

    [Fact]
    public void What_comes_before_the_first_message_counts_towards_its_limit() =>
        Assert.Equal(Code.TooLarge, Refused(Assert.Single(
            Decode(Limits with { MaxFirst = 1000 }, Frame([Packing.More, .. new byte[500]]), Frame([Packing.More, .. new byte[500]])))));

    [Fact]
    public void Nothing_comes_between_the_pieces_of_a_message()
    {
        var noop = Frame("""{"type":"noop","id":1}"""u8.ToArray());
        var part = Frame(MessageCodec.Encode(new Message.Part(JsonText.Of(1), More: true, "{")));
        var more = Frame([Packing.More, 1, 2, 3]);
        Assert.Equal(Code.Malformed, Refused(Decode(Limits, more, noop)[^1]));
        Assert.Equal(Code.Malformed, Refused(Decode(Limits, more, part)[^1]));
        Assert.Equal(Code.Malformed, Refused(Decode(Limits, part, more)[^1]));
    }

    [Fact]
    public void Bytes_that_are_no_deflated_message_are_malformed()
    {
        Assert.Equal(Code.Malformed, Refused(Packing.Open([], MaxMessage)));
        Assert.Equal(Code.Malformed, Refused(Packing.Open([0xFF, 0xFF, 0xFF], MaxMessage)));
        var whole = Deflated(Long(10_000));
        Assert.Equal(Code.Malformed, Refused(Packing.Open(whole[..(whole.Length / 2)], MaxMessage)));
        Assert.Equal(Code.Malformed, Refused(Packing.Open(Deflated("[]"u8.ToArray()), MaxMessage)));
        var part = MessageCodec.Encode(new Message.Part(JsonText.Of(1), More: false, "{}"));
        Assert.Equal(Code.Malformed, Refused(Packing.Open(Deflated(part), MaxMessage)));
        var twice = Packing.Open(Deflated([Packing.Last, .. whole]), MaxMessage);
        Assert.Equal(Code.Malformed, Refused(twice));
    }

    [Property(MaxTest = 500)]
    public bool Any_bytes_are_a_message_or_a_fault(byte[] bytes) =>
        Packing.Open(bytes, MaxMessage) is Decoded.Refused or Decoded.Received
        && Packing.Open(Deflated(bytes), MaxMessage) is Decoded.Refused or Decoded.Received;

    [Fact]
    public void Where_it_is_not_offered_a_piece_is_no_JSON() =>
        Assert.Equal(Code.Malformed, Refused(Assert.Single(
            Decode(Limits with { Packed = false }, Frame([Packing.Last, .. Deflated(Encoding.UTF8.GetBytes("{}"))])))));
}
