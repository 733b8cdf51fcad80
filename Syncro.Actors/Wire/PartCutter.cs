using System.Buffers;
using System.Text;

namespace Syncro.Wire;

/// <summary>
/// Cuts a message above one frame: <c>{"type":"part","id":N,"more":B,"data":"…"}</c>, each of at most
/// <see cref="Frames.MaxBody"/> bytes with its escapes, none beginning or ending within a character.
/// </summary>
internal static class PartCutter
{
    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    /// <summary>The bodies of consecutive frames.</summary>
    /// <param name="id">Told apart from the parts of other messages by it.</param>
    public static IEnumerable<byte[]> Cut(byte[] message, long id)
    {
        var (part, start) = (new ArrayBufferWriter<byte>(Frames.MaxBody), 0);
        while (start < message.Length)
        {
            part.ResetWrittenCount();
            part.Write("{\"type\":\"part\",\"id\":"u8);
            part.Number(id);
            part.Write(",\"data\":\""u8);
            var room = Frames.MaxBody - part.WrittenCount - "\",\"more\":false}".Length;
            start += Fill(part, message.AsSpan(start), room);
            part.Write("\",\"more\":"u8);
            part.Flag(start < message.Length);
            part.Write("}"u8);
            yield return part.WrittenSpan.ToArray();
        }
    }

    /// <summary>Writes as many whole characters as have room, and returns their bytes before escaping.</summary>
    private static int Fill(ArrayBufferWriter<byte> part, ReadOnlySpan<byte> text, int room)
    {
        var taken = 0;
        while (taken < text.Length && room > 0)
        {
            var rest = text[taken..];
            var plain = rest.IndexOfAny(Escaped);
            if (plain == 0)
            {
                if (!Escape(part, rest[0], ref room))
                    break;
                taken++;
                continue;
            }
            var run = WholeCharacters(rest, Math.Min(plain < 0 ? rest.Length : plain, room));
            if (run == 0)
                break;
            part.Write(rest[..run]);
            room -= run;
            taken += run;
        }
        return taken;
    }

    private static int WholeCharacters(ReadOnlySpan<byte> text, int length)
    {
        while (length > 0 && length < text.Length && (text[length] & 0xC0) == 0x80)
            length--;
        return length;
    }

    private static bool Escape(ArrayBufferWriter<byte> part, byte c, ref int room)
    {
        Span<byte> escape = stackalloc byte[6];
        if (c is (byte)'"' or (byte)'\\')
        {
            (escape[0], escape[1]) = ((byte)'\\', c);
            escape = escape[..2];
        }
        else
            Encoding.ASCII.GetBytes($"\\u{c:x4}", escape);
        if (escape.Length > room)
            return false;
        part.Write(escape);
        room -= escape.Length;
        return true;
    }
}
