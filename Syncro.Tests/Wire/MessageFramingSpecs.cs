using System.Text;
using Akka;
using Akka.Actor;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Tests.Wire;

/// <summary>Messages that the connection keeps apart, and streams whose reader is slow.</summary>
public sealed class MessageFramingSpecs : IDisposable
{
    private const string Noop = """{"type":"noop","id":1}""";

    private static readonly FrameLimits Limits = new(1000, TimeSpan.FromSeconds(5)) { MaxFirst = 100 };

    private readonly ActorSystem _system = ActorSystem.Create("framing");
    private readonly ActorMaterializer _materializer;

    public MessageFramingSpecs() => _materializer = _system.Materializer();

    public void Dispose()
    {
        _materializer.Dispose();
        _system.Dispose();
    }

    private async Task<List<string>> RunAsync(params string[] texts) => [.. (await Source
        .From(texts.Select(ByteString.FromString))
        .Via(MessageFraming.Whole.Decoder(Limits))
        .RunWith(Sink.Seq<Decoded>(), _materializer).WaitAsync(TimeSpan.FromSeconds(10)))
        .Select(decoded => decoded is Decoded.Refused(var fault) ? $"{(int)fault.Code}" : "message")];

    private static string Part(string data, bool more) =>
        Encoding.UTF8.GetString(MessageCodec.Encode(new Message.Part(JsonText.Of(1), more, data)));

    [Fact]
    public async Task Each_text_is_a_message_and_parts_are_put_together() =>
        Assert.Equal(["message", "message"], await RunAsync(Noop, Part(Noop[..5], true), Part(Noop[5..], false)));

    [Fact]
    public async Task Nothing_is_read_after_the_first_fault() =>
        Assert.Equal(["message", "400"], await RunAsync(Noop, "{", Noop));

    [Fact]
    public async Task A_text_is_held_against_its_limit_before_it_is_read()
    {
        Assert.Equal(["413"], await RunAsync(new string('{', 101)));
        Assert.Equal(["message", "400"], await RunAsync(Noop, new string('{', 1000)));
        Assert.Equal(["message", "413"], await RunAsync(Noop, new string('{', 1001)));
    }

    [Fact]
    public async Task Parts_before_the_first_message_count_as_one()
    {
        Assert.Equal(["413"], await RunAsync(Part(Noop[..3], true), Part(Noop[3..9], true), Part(Noop[9..], false)));
        Assert.Equal(3, (await RunAsync(Noop, Noop, Part(Noop[..3], true), Part(Noop[3..9], true), Part(Noop[9..], false))).Count);
    }

    [Fact]
    public void Version_1_knows_no_parts()
    {
        var decoder = new MessageDecoder(Limits with { Parts = false });
        foreach (var (data, more) in new[] { (Noop[..5], true), (Noop[5..], false) })
        {
            var part = Encoding.UTF8.GetBytes(Part(data, more));
            Assert.IsType<Message.Part>(Assert.IsType<Decoded.Received>(decoder.Take(part, part.Length)).Message);
        }
    }

    [Fact]
    public void A_large_message_goes_out_whole()
    {
        var body = MessageCodec.Encode(new Message.Error(null, 400, new string('x', 100_000)));
        Assert.Equal(body, Assert.Single(MessageFraming.Whole.Encode(body)).ToArray());
        Assert.True(MessageFraming.Frames.Encode(body).Count() > 1);
    }

    [Fact]
    public async Task A_reader_that_comes_late_gets_everything_before_the_end()
    {
        var noop = Sample.Frame(Encoding.UTF8.GetBytes(Noop));
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(2, await ReadLateAsync([.. noop, .. noop]));
            Assert.Equal(3, await ReadLateAsync([.. noop, .. noop, 0, 0]));
        }
    }

    private async Task<int> ReadLateAsync(byte[] bytes)
    {
        var (ended, reader) = Source.Single(ByteString.FromBytes(bytes)).WatchTermination(Keep.Right)
            .Via(Frames.Decoder(Limits))
            .ToMaterialized(ChannelSink.AsReader<Decoded>(1), Keep.Both)
            .Run(_materializer);
        await ended.WaitAsync(TimeSpan.FromSeconds(10));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var read = 0;
        await foreach (var _ in reader.ReadAllAsync(limit.Token))
            read++;
        return read;
    }
}
