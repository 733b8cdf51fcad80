using System.Buffers.Binary;

namespace Syncro.Wire;

/// <summary>
/// The bytes of one connection, in any chunking, as messages. Keeps at most one frame that is not complete and the
/// parts of one message; memory grows with what came, not with what a length claims. Ends with the first fault.
/// </summary>
internal sealed class FrameDecoder(FrameLimits limits)
{
    private readonly MessageDecoder _messages = new(limits);
    private byte[] _partial = [];
    private int _held;

    /// <summary>A fault was given out: what follows is passed over.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether a frame has begun that is not complete.</summary>
    public bool IsPartial => _held > 0;

    /// <summary>Frames completed so far; while it stands still, a partial frame is the same one.</summary>
    public long Frames { get; private set; }

    public IReadOnlyList<Decoded> Feed(ReadOnlySpan<byte> bytes)
    {
        var decoded = new List<Decoded>();
        while (!HasEnded)
        {
            var rest = _held > 0 ? Complete(ref bytes) : bytes;
            if (rest.Length >= Wire.Frames.Prefix && _messages.TooLarge(Size(rest)) is { } refused)
                End(decoded, refused);
            if (HasEnded || Split(rest) is not { } length)
                break;
            if (length == 0)
                End(decoded, Decoded.Malformed("a frame of length 0"));
            else if (_messages.Take(rest.Slice(Wire.Frames.Prefix, length), Size(rest)) is { } whole)
                End(decoded, whole);
            Frames++;
            if (_held > 0)
                _held = 0;
            else
                bytes = bytes[(Wire.Frames.Prefix + length)..];
        }
        if (HasEnded)
            (_partial, _held) = ([], 0);
        else if (_held == 0)
            Hold(bytes);
        return decoded;
    }

    /// <summary>The frame that has begun took too long: code 408. Null where none has.</summary>
    public Decoded? Expire()
    {
        if (HasEnded || !IsPartial)
            return null;
        HasEnded = true;
        (_partial, _held) = ([], 0);
        return new Decoded.Refused(
            new(Code.TooSlow, $"a frame took longer than {limits.PartialTimeout.TotalSeconds:0.###} s"));
    }

    private void End(List<Decoded> decoded, Decoded next)
    {
        decoded.Add(next);
        HasEnded = next is Decoded.Refused;
    }

    private static int Size(ReadOnlySpan<byte> frame) =>
        Wire.Frames.Prefix + BinaryPrimitives.ReadUInt16BigEndian(frame);

    private static int? Split(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Wire.Frames.Prefix)
            return null;
        var length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.Length - Wire.Frames.Prefix >= length ? length : null;
    }

    /// <summary>Moves as much as the held frame still wants to it; returns what is held.</summary>
    private ReadOnlySpan<byte> Complete(ref ReadOnlySpan<byte> bytes)
    {
        Take(ref bytes, Wire.Frames.Prefix - _held);
        if (_held >= Wire.Frames.Prefix)
            Take(ref bytes, Wire.Frames.Prefix + BinaryPrimitives.ReadUInt16BigEndian(_partial) - _held);
        return _partial.AsSpan(0, _held);
    }

    private void Take(ref ReadOnlySpan<byte> bytes, int wanted)
    {
        var taken = bytes[..Math.Clamp(wanted, 0, bytes.Length)];
        Hold(taken);
        bytes = bytes[taken.Length..];
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held + bytes.Length > _partial.Length)
            Array.Resize(
                ref _partial, Math.Min(Math.Max(_held + bytes.Length, 2 * _partial.Length), Wire.Frames.MaxFrame));
        bytes.CopyTo(_partial.AsSpan(_held));
        _held += bytes.Length;
        if (_held == 0 && _partial.Length > 4096)
            _partial = [];
    }
}
