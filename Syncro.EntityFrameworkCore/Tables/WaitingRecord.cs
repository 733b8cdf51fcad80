namespace Syncro.EntityFrameworkCore.Tables;

/// <summary>A record whose row is not what the record says, and why. Stored: extend, never change.</summary>
internal sealed class WaitingRecord
{
    /// <summary><see cref="For"/> of a record that waits for nothing but its turn.</summary>
    public const string Turn = "";

    public long Row { get; set; }

    public required string Class { get; set; }

    /// <summary>As JSON.</summary>
    public required string Id { get; set; }

    /// <summary>The class and id of the record that it refers to and that has no row.</summary>
    public required string For { get; set; }

    /// <summary>Why its entity can't hold it; such a record is left alone until it changes.</summary>
    public string? Error { get; set; }
}
