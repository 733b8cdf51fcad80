using System.Buffers;
using System.Text;
using Syncro.Scribes;

namespace Syncro.Wire;

/// <summary>Puts messages together from their parts; every other message passes, but not between two parts.</summary>
internal sealed class PartAssembler(int maxMessage)
{
    private ArrayBufferWriter<byte>? _pieces;
    private JsonText? _id;

    /// <summary>Bytes that wait for the rest of their message.</summary>
    public int Waiting => _pieces?.WrittenCount ?? 0;

    /// <summary>What is complete with this message; null where parts are still to come.</summary>
    public Decoded? Take(Decoded decoded)
    {
        if (decoded is not Decoded.Received { Message: var message })
            return decoded;
        if (message is Message.Part part)
            return Take(part);
        return _pieces is null ? decoded : Decoded.Malformed("a message between the parts of another");
    }

    private Decoded? Take(Message.Part part)
    {
        if (_pieces is null)
            (_pieces, _id) = (new(), part.Id);
        else if (_id != part.Id)
            return Decoded.Malformed("a part of one message between the parts of another");
        if (_pieces.WrittenCount + Encoding.UTF8.GetByteCount(part.Data) > maxMessage)
            return new Decoded.Refused(new(Code.TooLarge, $"message of more than {maxMessage} bytes"));
        Encoding.UTF8.GetBytes(part.Data, _pieces);
        if (part.More)
            return null;
        var whole = MessageCodec.Decode(_pieces.WrittenSpan);
        _pieces = null;
        return whole is Decoded.Received { Message: Message.Part } ? Decoded.Malformed("a part within parts") : whole;
    }
}
