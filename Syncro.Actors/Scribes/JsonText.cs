using System.Buffers;
using System.Text;

namespace Syncro.Scribes;

/// <summary>
/// One JSON value as the UTF-8 text it was written as, white space between tokens removed. Compared by bytes:
/// <c>1.10</c> is not <c>1.1</c>. Every instance is valid: it came through <see cref="Parse(ReadOnlySpan{byte})"/> or
/// was written here.
/// </summary>
public readonly struct JsonText : IEquatable<JsonText>, IComparable<JsonText>
{
    private readonly byte[]? _utf8;

    internal JsonText(byte[] utf8) => _utf8 = utf8;

    /// <summary>The value <c>null</c>, which is a value, not absence.</summary>
    public static JsonText Null { get; } = new("null"u8.ToArray());

    /// <summary>The value <c>true</c>.</summary>
    public static JsonText True { get; } = new("true"u8.ToArray());

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8 ?? "null"u8;

    /// <summary>Its size in bytes.</summary>
    public int Length => Utf8.Length;

    /// <summary>Checks and compacts a JSON text: see <see cref="JsonGrammar"/> for what is refused.</summary>
    /// <exception cref="InvalidJsonException">It is not one JSON value in valid UTF-8, or breaks a limit.</exception>
    public static JsonText Parse(ReadOnlySpan<byte> utf8) => JsonGrammar.Parse(utf8);

    /// <summary>As <see cref="Parse(ReadOnlySpan{byte})"/>.</summary>
    public static JsonText Parse(string json) => JsonGrammar.Parse(JsonGrammar.Encode(json));

    /// <summary>The JSON string of a .NET string.</summary>
    /// <exception cref="InvalidJsonException">It holds a lone surrogate.</exception>
    public static JsonText OfString(string value)
    {
        if (!Names.IsText(value))
            throw new InvalidJsonException("a lone surrogate");
        var buffer = new ArrayBufferWriter<byte>(value.Length + 8);
        JsonGrammar.WriteString(buffer, value);
        return new(buffer.WrittenSpan.ToArray());
    }

    /// <summary>A whole number.</summary>
    public static JsonText Of(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        return new(digits[..length].ToArray());
    }

    internal static JsonText OfToken(string token) => new(Encoding.ASCII.GetBytes(token));

    /// <inheritdoc/>
    public int CompareTo(JsonText other) => Utf8.SequenceCompareTo(other.Utf8);

    /// <inheritdoc/>
    public bool Equals(JsonText other) => Utf8.SequenceEqual(other.Utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is JsonText other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Utf8);

    /// <summary>As <see cref="Equals(JsonText)"/> says.</summary>
    public static bool operator ==(JsonText left, JsonText right) => left.Equals(right);

    /// <summary>As <see cref="Equals(JsonText)"/> says.</summary>
    public static bool operator !=(JsonText left, JsonText right) => !left.Equals(right);

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <(JsonText left, JsonText right) => left.CompareTo(right) < 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >(JsonText left, JsonText right) => left.CompareTo(right) > 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <=(JsonText left, JsonText right) => left.CompareTo(right) <= 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >=(JsonText left, JsonText right) => left.CompareTo(right) >= 0;
}
