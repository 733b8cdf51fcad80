using System.Buffers;

namespace Syncro.Scribes;

/// <summary>Room to write JSON in. Each thread keeps the last one for the next text, unless it grew large.</summary>
internal static class Scratch
{
    private const int Kept = 1 << 20;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _free;

    /// <summary>An empty one, the caller's alone until <see cref="Return"/>; one that never returns is garbage.</summary>
    public static ArrayBufferWriter<byte> Rent()
    {
        var output = _free ?? new(1024);
        _free = null;
        output.ResetWrittenCount();
        return output;
    }

    public static void Return(ArrayBufferWriter<byte> output)
    {
        if (output.Capacity <= Kept)
            _free = output;
    }
}
