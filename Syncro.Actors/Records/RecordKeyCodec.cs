using System.Text;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>
/// Record ids as bytes that sort, compared as unsigned bytes and the shorter first, as the ids do.
/// <code>
/// negative = 1, 255 - (digits - 1), each digit d as '9' - d
/// positive = 2, digits - 1, digits        (zero too)
/// string   = 3, UTF-8
/// </code>
/// An integer has at most 256 digits and no leading zeros, so more digits are further from zero.
/// </summary>
internal static class RecordKeyCodec
{
    private const byte Negative = 1, Positive = 2, String = 3;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static byte[] Encode(RecordId id)
    {
        if (!id.IsInteger)
        {
            var key = new byte[1 + Strict.GetByteCount(id.Text)];
            key[0] = String;
            Strict.GetBytes(id.Text, key.AsSpan(1));
            return key;
        }
        var negative = id.Text[0] == '-';
        var digits = id.Text.AsSpan(negative ? 1 : 0);
        var number = new byte[2 + digits.Length];
        number[0] = negative ? Negative : Positive;
        number[1] = (byte)(negative ? 256 - digits.Length : digits.Length - 1);
        for (var i = 0; i < digits.Length; i++)
            number[2 + i] = (byte)(negative ? '0' + '9' - digits[i] : digits[i]);
        return number;
    }

    /// <summary>Whether a key is no record's but an applied operation's: see <see cref="RecordId.OfOperation"/>.</summary>
    public static bool IsOperation(ReadOnlySpan<byte> key) => key is [String, 1, ..];

    /// <exception cref="InvalidNameException">No id is encoded so.</exception>
    public static RecordId Decode(ReadOnlySpan<byte> key)
    {
        if (IsOperation(key))
            return RecordId.OfOperation(Encoding.UTF8.GetString(key[2..]));
        if (key.Length > 1 && key[0] == String)
            return RecordId.Of(Encoding.UTF8.GetString(key[1..]));
        if (key.Length > 2 && key[0] is Negative or Positive && RecordId.TryInteger(Digits(key), out var id))
            return id;
        throw new InvalidNameException("not the key of a record", Convert.ToHexString(key));
    }

    private static string Digits(ReadOnlySpan<byte> key)
    {
        if (key[0] == Positive)
            return Encoding.ASCII.GetString(key[2..]);
        Span<char> digits = stackalloc char[key.Length - 1];
        digits[0] = '-';
        for (var i = 2; i < key.Length; i++)
            digits[i - 1] = (char)('0' + '9' - key[i]);
        return new(digits);
    }
}
