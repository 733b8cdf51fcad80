using System.IO.Compression;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>
/// The feature <c>deflate</c>: a long message may go as the raw DEFLATE (RFC 1951) of its text, in pieces of one frame
/// each. The first byte of a piece, which no JSON begins with, tells whether another follows.
/// </summary>
internal static class Packing
{
    /// <summary>As a greeting names it.</summary>
    public const string Feature = "deflate";

    public const byte Last = 0, More = 1;

    /// <summary>Bytes below which it does not pay: setting up the compression costs more than it saves.</summary>
    public const int Shortest = 4096;

    public static bool IsPiece(ReadOnlySpan<byte> body) => body is [Last or More, ..];

    /// <summary>The bodies of consecutive frames; null where the message is shorter as it is.</summary>
    public static IEnumerable<byte[]>? Pack(byte[] message)
    {
        if (message.Length < Shortest)
            return null;
        var packed = new MemoryStream(message.Length / 2);
        using (var deflating = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            deflating.Write(message);
        return packed.Length < message.Length ? Pieces(packed.ToArray()) : null;
    }

    private static IEnumerable<byte[]> Pieces(byte[] packed)
    {
        const int room = Frames.MaxBody - 1;
        for (var start = 0; start < packed.Length; start += room)
        {
            var more = packed.Length - start > room;
            yield return [more ? More : Last, .. packed.AsSpan(start, Math.Min(room, packed.Length - start))];
        }
    }

    /// <summary>Total: any bytes give a message, code 400, or code 413 before more than the limit is held.</summary>
    /// <param name="packed">The pieces of one message put together, without their first bytes.</param>
    /// <param name="maxMessage">Bytes of its text, at most.</param>
    public static Decoded Open(byte[] packed, int maxMessage)
    {
        var text = Scratch.Rent();
        try
        {
            using var inflating = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            while (inflating.Read(text.GetSpan()) is > 0 and var read)
            {
                text.Advance(read);
                if (text.WrittenCount > maxMessage)
                    return new Decoded.Refused(new(Code.TooLarge, $"message of more than {maxMessage} bytes"));
            }
        }
        catch (InvalidDataException)
        {
            return Decoded.Malformed("a packed message that can't be inflated");
        }
        var whole = MessageCodec.Decode(text.WrittenSpan);
        Scratch.Return(text);
        return whole is Decoded.Received { Message: Message.Part } ? Decoded.Malformed("a part within a packed message") : whole;
    }
}
