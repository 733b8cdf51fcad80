using System.Buffers;
using System.Text;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>
/// Puts messages together from their parts, and packed ones from their pieces; every other message passes, but not
/// between two of them.
/// </summary>
internal sealed class PartAssembler(int maxMessage)
{
    private ArrayBufferWriter<byte>? _pieces;
    private (JsonText? Part, bool Packed) _of;

    /// <summary>What is complete with this message; null where parts are still to come.</summary>
    public Decoded? Take(Decoded decoded) => decoded switch
    {
        Decoded.Received { Message: Message.Part part } => Take(part),
        Decoded.Received when _pieces is not null => Decoded.Malformed("a message between the parts of another"),
        _ => decoded,
    };

    /// <summary>The packed message that is complete with this piece; null where others are still to come.</summary>
    public Decoded? TakePiece(ReadOnlySpan<byte> piece)
    {
        if (Begin((null, true), piece.Length - 1) is { } refused)
            return refused;
        _pieces!.Write(piece[1..]);
        return piece[0] == Packing.More ? null : new Decoded.Packed(End().ToArray());
    }

    private Decoded? Take(Message.Part part)
    {
        if (Begin((part.Id, false), Encoding.UTF8.GetByteCount(part.Data)) is { } refused)
            return refused;
        Encoding.UTF8.GetBytes(part.Data, _pieces!);
        if (part.More)
            return null;
        var whole = MessageCodec.Decode(End());
        return whole is Decoded.Received { Message: Message.Part } ? Decoded.Malformed("a part within parts") : whole;
    }

    /// <summary>What is wrong with more of a message coming now; null: there is room for it.</summary>
    private Decoded? Begin((JsonText? Part, bool Packed) of, int size)
    {
        if (_pieces is null)
            (_pieces, _of) = (new(), of);
        else if (_of != of)
            return Decoded.Malformed("a part of one message between the parts of another");
        return _pieces.WrittenCount + size > maxMessage
            ? new Decoded.Refused(new(Code.TooLarge, $"message of more than {maxMessage} bytes")) : null;
    }

    private ReadOnlySpan<byte> End()
    {
        var whole = _pieces!.WrittenSpan;
        _pieces = null;
        return whole;
    }
}
