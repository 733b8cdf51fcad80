namespace Syncro.Scribes;

/// <summary>
/// How far a journal was read. The mark is a rolling, salted hash of that journal up to the position's commit and
/// proves that the cursor belongs to this very history; it is empty only at position 0. The cursor of a version-1
/// journal keeps that peer's own scribe id, as the JSON token it came as, in <see cref="Mark"/>.
/// </summary>
public sealed record Cursor(JournalId Journal, Position Position, string Mark)
{
    /// <summary>The longest mark, in characters.</summary>
    public const int MaxMark = 64;

    /// <summary>The beginning of a journal.</summary>
    public static Cursor Start(JournalId journal) => new(journal, Position.Zero, "");
}
