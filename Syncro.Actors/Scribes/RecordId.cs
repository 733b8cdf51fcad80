using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Syncro.Scribes;

/// <summary>
/// The id of a record: a JSON string or a JSON integer, which keeps its form (<c>560</c> is not <c>"560"</c>).
/// Integers sort before strings; integers by value, strings by UTF-8 bytes.
/// </summary>
public readonly record struct RecordId : IComparable<RecordId>
{
    private readonly string? _text;

    private RecordId(string text, bool isInteger) => (_text, IsInteger) = (text, isInteger);

    /// <summary>The string, or the digits of the integer.</summary>
    public string Text => _text ?? "";

    /// <summary>Whether the id is an integer.</summary>
    public bool IsInteger { get; }

    /// <summary>A string id.</summary>
    /// <exception cref="InvalidNameException">It breaks the limits of <see cref="Names"/>.</exception>
    public static RecordId Of(string text) => new(Names.Checked(Names.Fault("record id", text), text), false);

    /// <summary>An integer id.</summary>
    public static RecordId Of(long value) => new(value.ToString(CultureInfo.InvariantCulture), true);

    /// <summary>An integer id from its JSON token, of any number of digits up to 256 bytes: no fraction, no exponent.</summary>
    public static bool TryInteger(string token, out RecordId id)
    {
        var digits = token.AsSpan(token.StartsWith('-') ? 1 : 0);
        var ok = digits.Length > 0 && token.Length <= Names.MaxBytes && !digits.ContainsAnyExceptInRange('0', '9')
            && (digits[0] != '0' || token == "0");
        id = ok ? new RecordId(token, true) : default;
        return ok;
    }

    /// <summary>A string id.</summary>
    public static implicit operator RecordId(string text) => Of(text);

    /// <summary>An integer id.</summary>
    public static implicit operator RecordId(long value) => Of(value);

    /// <summary>A GUID as a string id, in lower case with hyphens.</summary>
    public static implicit operator RecordId(Guid value) => Of(value.ToString());

    // A control character is in no id that comes from outside.
    internal static RecordId OfOperation(string identity) => new("\u0001" + identity, false);

    /// <summary>Whether it is no record's but an applied operation's.</summary>
    internal bool IsOperation => Text is ['\u0001', ..];

    /// <summary>The id that is the current token of a reader; <paramref name="fault"/> says why it is none.</summary>
    internal static bool TryRead(ref Utf8JsonReader reader, out RecordId id, out string? fault)
    {
        id = default;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                var text = reader.GetString()!;
                fault = Names.Fault("record id", text);
                if (fault is null)
                    id = new RecordId(text, false);
                return fault is null;
            case JsonTokenType.Number:
                var token = System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
                var whole = TryInteger(token, out id);
                fault = whole ? null : $"record id {Shorten(token)} is not an integer of at most {Names.MaxBytes} digits";
                return whole;
            default:
                fault = "record id is neither a string nor an integer";
                return false;
        }
    }

    private static string Shorten(string token) => token.Length > 40 ? token[..40] + "…" : token;

    /// <inheritdoc/>
    public int CompareTo(RecordId other) =>
        IsInteger != other.IsInteger ? (IsInteger ? -1 : 1)
        : IsInteger ? Number.CompareTo(other.Number)
        : Utf8Order.Compare(Text, other.Text);

    private BigInteger Number => BigInteger.Parse(Text, CultureInfo.InvariantCulture);

    /// <summary>The id as JSON.</summary>
    public JsonText ToJson() => IsInteger ? JsonText.OfToken(Text) : JsonText.OfString(Text);

    /// <inheritdoc/>
    public override string ToString() => ToJson().ToString();

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <(RecordId left, RecordId right) => left.CompareTo(right) < 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >(RecordId left, RecordId right) => left.CompareTo(right) > 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <=(RecordId left, RecordId right) => left.CompareTo(right) <= 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >=(RecordId left, RecordId right) => left.CompareTo(right) >= 0;
}

/// <summary>What names a record: its class and its id within the class.</summary>
public readonly record struct RecordKey(string Class, RecordId Id)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Class} {Id}";
}
