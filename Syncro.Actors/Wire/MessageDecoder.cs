namespace Syncro.Wire;

/// <summary>
/// The texts of one connection, each one JSON object, as messages: puts parts together and holds every text against
/// its limit before it is read. What a frame holds, and what a WebSocket brings whole.
/// </summary>
internal sealed class MessageDecoder(FrameLimits limits)
{
    private readonly PartAssembler _parts = new(limits.MaxMessage);
    private long _unheard;
    private bool _heard;

    /// <summary>Code 413 where no text of that size may come now; else null.</summary>
    /// <param name="size">Bytes that it takes on the connection.</param>
    public Decoded? TooLarge(int size) =>
        !_heard && _unheard + size > limits.MaxFirst ? Refused($"a first message of more than {limits.MaxFirst} bytes")
        : size > limits.MaxMessage ? Refused($"message of more than {limits.MaxMessage} bytes")
        : null;

    /// <summary>What is complete with this text; null where parts are still to come.</summary>
    public Decoded? Take(ReadOnlySpan<byte> text, int size)
    {
        if (TooLarge(size) is { } refused)
            return refused;
        _unheard += size;
        var decoded = limits.Packed && Packing.IsPiece(text) ? _parts.TakePiece(text)
            : limits.Parts ? _parts.Take(MessageCodec.Decode(text)) : MessageCodec.Decode(text);
        _heard |= decoded is not null;
        return decoded;
    }

    private static Decoded.Refused Refused(string text) => new(new(Code.TooLarge, text));
}
