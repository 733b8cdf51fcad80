namespace Syncro.EntityFrameworkCore.Tables;

/// <summary>One change of the application's, kept until it is recorded. Stored: extend, never change.</summary>
internal sealed class OutboxRow
{
    public const string Save = "save", Update = "update", Destroy = "destroy";

    /// <summary>Given by the database in the order of insertion.</summary>
    public long Row { get; set; }

    /// <summary>One for all the changes of one save.</summary>
    public Guid ChangeSet { get; set; }

    /// <summary>Its place in the change set.</summary>
    public int Index { get; set; }

    /// <summary>
    /// Of the whole set, at index 0: given once it is taken out, for concurrent transactions don't appear in the order
    /// of their rows.
    /// </summary>
    public long? Number { get; set; }

    public required string Class { get; set; }

    /// <summary>As JSON.</summary>
    public required string Id { get; set; }

    public required string Type { get; set; }

    /// <summary>The attributes, a JSON object.</summary>
    public required string Data { get; set; }

    /// <summary>Why the peer refused the set; such a set is left alone. Made null, it is tried again.</summary>
    public string? Error { get; set; }
}
