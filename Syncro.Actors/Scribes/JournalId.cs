namespace Syncro.Scribes;

/// <summary>The random id of one journal, made with its storage. A version-1 peer's journal has the empty one.</summary>
public readonly record struct JournalId
{
    private readonly string? _value;

    /// <summary>An opaque string, limited like a GUID; empty for version 1.</summary>
    /// <exception cref="InvalidNameException">The value breaks the limits of <see cref="Names"/>.</exception>
    public JournalId(string value) =>
        _value = value.Length == 0 ? null : Names.Checked(Names.Fault("journal id", value), value);

    /// <summary>The journal of every version-1 peer.</summary>
    public static JournalId Legacy => default;

    /// <summary>The id as text.</summary>
    public string Value => _value ?? "";

    /// <summary>A fresh random id: 32 hex digits.</summary>
    public static JournalId New() => new(Guid.NewGuid().ToString("N"));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
