using System.Buffers.Binary;
using Akka;
using Akka.IO;
using Akka.Streams.Dsl;

namespace Syncro.Wire;

/// <summary>A 16-bit big-endian length, then that many bytes of JSON. Source: <c>lib/syncro/app.rb</c> of the original.</summary>
internal static class Frames
{
    /// <summary>Bytes of the length.</summary>
    public const int Prefix = 2;

    /// <summary>Bytes of one frame's JSON, at most.</summary>
    public const int MaxBody = ushort.MaxValue;

    public const int MaxFrame = Prefix + MaxBody;

    /// <summary>The frames of one message: itself, or its parts where it is longer than one frame holds.</summary>
    /// <param name="part">The id that its parts carry.</param>
    public static IEnumerable<ByteString> Encode(byte[] body, long part = 1) =>
        body.Length <= MaxBody ? [Frame(body)] : PartCutter.Cut(body, part).Select(Frame);

    /// <summary>The frames of one message, in fewer bytes where that pays.</summary>
    public static IEnumerable<ByteString> Pack(byte[] body) => Packing.Pack(body)?.Select(Frame) ?? Encode(body);

    private static ByteString Frame(byte[] body)
    {
        var frame = new byte[Prefix + body.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)body.Length);
        body.CopyTo(frame, Prefix);
        return ByteString.FromBytes(frame);
    }

    /// <summary>
    /// All the bytes of a connection as messages. After the first fault it completes downstream, and passes over what
    /// still comes in for <see cref="FrameLimits.PartialTimeout"/>, so that the answer gets out before the close.
    /// </summary>
    public static Flow<ByteString, Decoded, NotUsed> Decoder(FrameLimits limits) =>
        Flow.FromGraph(new FrameDecoderStage(limits));
}
