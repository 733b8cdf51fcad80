using System.Text;
using Akka;
using Akka.Actor;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Tests.Wire;

public sealed class FramesSpecs : IDisposable
{
    private static readonly FrameLimits Limits = new(1 << 20, TimeSpan.FromMilliseconds(100));
    private static readonly byte[] Noop = Sample.Frame(Encoding.UTF8.GetBytes("""{"type":"noop","id":1}"""));

    private readonly ActorSystem _system = ActorSystem.Create("frames");
    private readonly ActorMaterializer _materializer;

    public FramesSpecs() => _materializer = _system.Materializer();

    public void Dispose()
    {
        _materializer.Dispose();
        _system.Dispose();
    }

    private static List<Decoded> Feed(params byte[][] chunks)
    {
        var decoder = new FrameDecoder(Limits);
        return [.. chunks.SelectMany(c => decoder.Feed(c))];
    }

    private Task<IEnumerable<Decoded>> Run(Source<ByteString, NotUsed> source) => source
        .Via(Frames.Decoder(Limits))
        .RunAggregate(Enumerable.Empty<Decoded>(), (all, one) => all.Append(one), _materializer)
        .WaitAsync(TimeSpan.FromSeconds(10));

    private static byte[] Part(string data, bool more, int id = 1) =>
        Sample.Frame(MessageCodec.Encode(new Message.Part(JsonText.Of(id), more, data)));

    [Property(MaxTest = 60)]
    public Property Cutting_and_assembling_is_identity() => Prop.ForAll(
        Generators.Texts.ToArbitrary(), Gen.Choose(20_000, 90_000).ToArbitrary(), (text, length) =>
        {
            var repeated = string.Concat(Enumerable.Repeat(text + "\"😀\\", 1 + (length / (text.Length + 4))));
            var body = MessageCodec.Encode(new Message.Error(JsonText.Of(1), 400, repeated));
            var frames = Frames.Encode(body).Select(f => f.ToArray()).ToList();
            var decoder = new FrameDecoder(Limits);
            var decoded = Assert.Single(frames.SelectMany(f => decoder.Feed(f)));
            return frames.All(f => f.Length <= Frames.MaxFrame)
                && MessageCodec.Encode(((Decoded.Received)decoded).Message).SequenceEqual(body);
        });

    [Property(MaxTest = 60)]
    public Property Parts_of_any_bytes_are_whole_characters() => Prop.ForAll(
        Gen.Elements("a", "\"", "\u0001", "é", "中", "😀").ArrayOf(7).ToArbitrary(), pieces =>
        {
            var text = string.Concat(Enumerable.Repeat(string.Concat(pieces), 12_000));
            var parts = PartCutter.Cut(Encoding.UTF8.GetBytes(text), 9)
                .Select(p => (Message.Part)((Decoded.Received)MessageCodec.Decode(p)).Message).ToList();
            return string.Concat(parts.Select(p => p.Data)) == text
                && parts.SkipLast(1).All(p => p.More) && !parts[^1].More;
        });

    [Fact]
    public void A_message_of_65535_bytes_is_one_frame_and_one_more_byte_makes_parts()
    {
        var empty = MessageCodec.Encode(new Message.Error(null, 1, "x")).Length - 1;
        var most = MessageCodec.Encode(new Message.Error(null, 1, new('x', Frames.MaxBody - empty)));
        Assert.Equal(Frames.MaxBody, most.Length);
        Assert.Equal(Frames.MaxFrame, Assert.Single(Frames.Encode(most)).Count);
        var more = MessageCodec.Encode(new Message.Error(null, 1, new('x', Frames.MaxBody - empty + 1)));
        Assert.Equal(2, Frames.Encode(more).Count());
    }

    [Fact]
    public void A_length_of_0_is_refused_and_nothing_is_read_after_it()
    {
        var decoded = Feed([.. Noop, 0], [0, .. Noop], Noop);
        Assert.Equal(2, decoded.Count);
        Assert.Equal(Code.Malformed, Sample.Refused(decoded[1]).Code);
    }

    [Fact]
    public void Nothing_comes_between_the_parts_of_a_message()
    {
        Assert.Equal(Code.Malformed, Sample.Refused(Feed(Part("{", true), Noop)[0]).Code);
        Assert.Equal(Code.Malformed, Sample.Refused(Feed(Part("{", true), Part("}", false, id: 2))[0]).Code);
        var within = Part("""{"type":"part","id":1,"more":true,"data":""}""", false);
        Assert.Equal(Code.Malformed, Sample.Refused(Feed(within)[0]).Code);
    }

    [Fact]
    public void A_message_of_more_than_the_limit_is_refused_before_it_is_complete()
    {
        var part = Part(new string('x', 60_000), true);
        var decoded = Assert.Single(Feed([.. Enumerable.Repeat(part, 40)]));
        Assert.Equal(Code.TooLarge, Sample.Refused(decoded).Code);
    }

    [Fact]
    public void A_first_message_above_its_limit_is_refused_at_its_length()
    {
        var decoder = new FrameDecoder(Limits with { MaxFirst = Noop.Length });
        Assert.Single(decoder.Feed(Noop));
        Assert.Single(decoder.Feed([.. Part("""{"type":"noop",""", true), .. Part(""" "id":2}""", false)]));
        Assert.False(decoder.HasEnded);
        var strict = new FrameDecoder(Limits with { MaxFirst = Noop.Length - 1 });
        Assert.Equal(Code.TooLarge, Sample.Refused(Assert.Single(strict.Feed(Noop.AsSpan(0, 2)))).Code);
        var parts = new FrameDecoder(Limits with { MaxFirst = 100 });
        var fed = Enumerable.Range(0, 9).SelectMany(_ => parts.Feed(Part("{", true)));
        Assert.Equal(Code.TooLarge, Sample.Refused(Assert.Single(fed)).Code);
    }

    [Fact]
    public void A_partial_frame_is_told_from_its_first_byte_to_its_last()
    {
        var decoder = new FrameDecoder(Limits);
        Assert.Null(decoder.Expire());
        decoder.Feed(Noop.AsSpan(0, 1));
        Assert.True(decoder.IsPartial);
        decoder.Feed(Noop.AsSpan(1));
        Assert.False(decoder.IsPartial);
        decoder.Feed(Noop.AsSpan(0, 5));
        Assert.Equal(Code.TooSlow, Sample.Refused(decoder.Expire()!).Code);
        Assert.Empty(decoder.Feed(Noop));
    }

    [Property(MaxTest = 30)]
    public Property The_stream_gives_what_the_decoder_gives() => Prop.ForAll(
        Generators.Messages.ArrayOf(6).ToArbitrary(), Gen.Choose(1, 60).ArrayOf(5).ToArbitrary(), (messages, sizes) =>
        {
            var bytes = messages.SelectMany(m => Sample.Frame(MessageCodec.Encode(m))).ToArray();
            var expected = Feed(bytes).Select(Seen);
            var chunks = CodecSpecs.Chunks(bytes, sizes).Select(ByteString.FromBytes).ToList();
            return Run(Source.From(chunks)).Result.Select(Seen).SequenceEqual(expected);
        });

    private static string Seen(Decoded decoded) =>
        decoded is Decoded.Received { Message: var message } ? Sample.Encoded(message) : decoded.ToString();

    [Fact]
    public async Task The_stream_completes_after_a_fault_and_passes_over_the_rest()
    {
        var endless = Source.Repeat(ByteString.FromBytes(Noop));
        var decoded = await Run(Source.Single(ByteString.FromBytes([.. Noop, 0, 0, .. Noop])).Concat(endless));
        Assert.Collection(
            decoded, one => Assert.IsType<Decoded.Received>(one),
            two => Assert.Equal(Code.Malformed, Sample.Refused(two).Code));
    }

    [Fact]
    public async Task The_stream_refuses_a_frame_that_takes_too_long()
    {
        var drip = Source.Tick(TimeSpan.Zero, TimeSpan.FromMilliseconds(20), ByteString.FromBytes([0, 250]))
            .MapMaterializedValue(_ => NotUsed.Instance);
        var decoded = await Run(Source.Single(ByteString.FromBytes(Noop)).Concat(drip));
        Assert.Collection(
            decoded, one => Assert.IsType<Decoded.Received>(one),
            two => Assert.Equal(Code.TooSlow, Sample.Refused(two).Code));
    }

    [Fact]
    public async Task The_stream_ends_with_its_bytes_even_within_a_frame()
    {
        var decoded = await Run(Source.Single(ByteString.FromBytes([.. Noop, .. Noop, 0])));
        Assert.Equal(2, decoded.Count());
    }
}
