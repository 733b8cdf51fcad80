namespace Syncro.EntityFrameworkCore.Tables;

/// <summary>How far the journal is played into this database. One row. Stored: extend, never change.</summary>
internal sealed class JournalPosition
{
    public const int Only = 1;

    public int Id { get; set; } = Only;

    /// <summary>The random id of this database's outbox, by which the journal knows it.</summary>
    public required string Outbox { get; set; }

    /// <summary>The number last given to a change set of the outbox.</summary>
    public long Numbered { get; set; }

    /// <summary>The journal that is played; empty before the rows that were there first are in the outbox.</summary>
    public string Journal { get; set; } = "";

    /// <summary>Of the last scribe that was played.</summary>
    public long Position { get; set; }
}
