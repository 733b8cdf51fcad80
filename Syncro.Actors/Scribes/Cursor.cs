using System.Globalization;

namespace Syncro.Scribes;

/// <summary>
/// How far a journal was read. The mark is a rolling, salted hash of that journal up to the position's commit, or to a
/// later one by whose records it was read, and proves that the cursor belongs to this very history; it is empty only at
/// position 0. The cursor of a version-1 journal keeps that peer's own scribe id, as the JSON token it came as, in
/// <see cref="Mark"/>.
/// </summary>
public sealed record Cursor(JournalId Journal, Position Position, string Mark)
{
    /// <summary>The longest mark, in characters.</summary>
    public const int MaxMark = 64;

    // What a mark begins with that is not its position's commit's own: of the log, and of the state.
    private const char Log = ':', State = '~';

    /// <summary>The beginning of a journal.</summary>
    public static Cursor Start(JournalId journal) => new(journal, Position.Zero, "");

    /// <summary>
    /// The same place, read when the journal ended at <paramref name="head"/>. What was sent up to here, and what was
    /// passed over, went by records as they were then: a journal that has lost any of that has to give it again, so the
    /// mark proves it all.
    /// </summary>
    internal Cursor AsOf(Cursor head) =>
        Position.Commit == head.Position.Commit ? this : this with { Mark = $"{Log}{head.Position.Commit}:{head.Mark}" };

    /// <summary>
    /// The same place in the order in which records last changed, read when the journal ended at <paramref name="head"/>:
    /// whatever changed later than here is still to be read whole. The log says less: it only goes on from what was before.
    /// </summary>
    internal Cursor OfState(Cursor head) => this with { Mark = $"{State}{head.Position.Commit}:{head.Mark}" };

    /// <summary>Whether this is a place in the order in which records last changed.</summary>
    internal bool IsOfState => Mark is [State, ..];

    /// <summary>The commit whose mark proves this cursor, and that mark; null where there can be none.</summary>
    internal (long Commit, string Mark)? Proof =>
        Mark is not [Log or State, ..] ? (Position.Commit, Mark)
        : Mark[1..].Split(':') is [var commit, var mark]
            && long.TryParse(commit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (number, mark)
        : null;
}
