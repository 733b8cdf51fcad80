using Akka;
using Akka.IO;
using Akka.Streams.Dsl;

namespace Syncro.Wire;

/// <summary>How messages are told apart on a connection.</summary>
/// <param name="Encode">What one message goes out as.</param>
/// <param name="Decoder">What comes in as messages; completes after the first fault.</param>
internal sealed record MessageFraming(
    Func<byte[], IEnumerable<ByteString>> Encode, Func<FrameLimits, Flow<ByteString, Decoded, NotUsed>> Decoder)
{
    /// <summary>What one message goes out as where both sides know <see cref="Packing"/>; null: it is not for such connections.</summary>
    public Func<byte[], IEnumerable<ByteString>>? Pack { get; private init; }

    /// <summary>A stream of bytes: each message in frames.</summary>
    public static readonly MessageFraming Frames = new(body => Wire.Frames.Encode(body), Wire.Frames.Decoder)
    {
        Pack = Wire.Frames.Pack,
    };

    /// <summary>The connection keeps messages apart, as a WebSocket does: each element is one text.</summary>
    public static readonly MessageFraming Whole = new(body => [ByteString.FromBytes(body)], Texts);

    /// <summary>What comes up to the first fault, with it.</summary>
    public static Flow<Decoded, Decoded, NotUsed> UntilFault =>
        Flow.Create<Decoded>().TakeWhile(decoded => decoded is not Decoded.Refused, inclusive: true);

    private static Flow<ByteString, Decoded, NotUsed> Texts(FrameLimits limits) =>
        Flow.Create<ByteString>()
            .StatefulSelectMany<ByteString, ByteString, Decoded, NotUsed>(() =>
            {
                var decoder = new MessageDecoder(limits);
                return text => decoder.Take(text.ToArray(), text.Count) is { } decoded ? [decoded] : [];
            })
            .Via(UntilFault);
}
