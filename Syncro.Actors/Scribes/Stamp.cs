using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Syncro.Scribes;

/// <summary>
/// A hybrid logical clock reading and the GUID of the peer that took it. Orders changes where peers disagree:
/// by time, then by the UTF-8 bytes of the origin. Source: Kulkarni et al., "Logical Physical Clocks" (2014).
/// </summary>
/// <param name="Time">48 bits of milliseconds since 1970, then 16 bits of counter.</param>
/// <param name="Origin">The GUID of the peer that made the change.</param>
public readonly record struct Stamp(ulong Time, string Origin) : IComparable<Stamp>
{
    /// <summary>Below every stamp: a register that was never set.</summary>
    public static Stamp None => default;

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Time == 0 && string.IsNullOrEmpty(Origin);

    /// <summary>Milliseconds since 1970.</summary>
    public long Milliseconds => (long)(Time >> 16);

    /// <inheritdoc/>
    public int CompareTo(Stamp other) =>
        Time != other.Time ? Time.CompareTo(other.Time) : Utf8Order.Compare(Origin, other.Origin);

    /// <summary>As on the wire: 16 hex digits, <c>@</c>, origin.</summary>
    public override string ToString() => IsNone ? "" : $"{Time:x16}@{Origin}";

    /// <summary>Reads the form of <see cref="ToString"/>; lower-case digits only, so that a stamp has one form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Stamp stamp)
    {
        stamp = None;
        return text is not null && Names.IsText(text) && TryParse(Encoding.UTF8.GetBytes(text), out stamp);
    }

    /// <summary>As <see cref="TryParse(string?, out Stamp)"/>, of valid UTF-8.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> utf8, out Stamp stamp)
    {
        stamp = None;
        if (utf8.Length < 18 || utf8[16] != '@' || utf8[..16].ContainsAnyExcept(Digits)
            || !ulong.TryParse(utf8[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var time)
            || time == 0)
            return false;
        var origin = NamePool.Of(utf8[17..]);
        if (Names.Fault("origin", origin) is not null)
            return false;
        stamp = new Stamp(time, origin);
        return true;
    }

    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789abcdef"u8);

    /// <inheritdoc/>
    public bool Equals(Stamp other) => Time == other.Time && (Origin ?? "") == (other.Origin ?? "");

    /// <inheritdoc/>
    public override int GetHashCode() => Time.GetHashCode();

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <(Stamp left, Stamp right) => left.CompareTo(right) < 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >(Stamp left, Stamp right) => left.CompareTo(right) > 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <=(Stamp left, Stamp right) => left.CompareTo(right) <= 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >=(Stamp left, Stamp right) => left.CompareTo(right) >= 0;
}
