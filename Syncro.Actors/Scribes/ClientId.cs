namespace Syncro.Scribes;

/// <summary>The GUID of a peer: 1–256 bytes of UTF-8 without control characters.</summary>
public readonly record struct ClientId : IComparable<ClientId>
{
    private readonly string? _value;

    /// <summary>Checks the limits of <see cref="Names"/>.</summary>
    /// <exception cref="InvalidNameException">The value breaks them.</exception>
    public ClientId(string value) => _value = Names.Checked(Names.Fault("client", value), value);

    /// <summary>The GUID as text.</summary>
    public string Value => _value ?? "";

    /// <summary>The client with that GUID.</summary>
    /// <exception cref="InvalidNameException">It breaks the limits of a name.</exception>
    public static implicit operator ClientId(string value) => new(value);

    /// <summary>By UTF-8 bytes.</summary>
    public int CompareTo(ClientId other) => Utf8Order.Compare(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <(ClientId left, ClientId right) => left.CompareTo(right) < 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >(ClientId left, ClientId right) => left.CompareTo(right) > 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <=(ClientId left, ClientId right) => left.CompareTo(right) <= 0;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >=(ClientId left, ClientId right) => left.CompareTo(right) >= 0;
}
