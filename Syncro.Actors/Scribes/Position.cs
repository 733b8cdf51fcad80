namespace Syncro.Scribes;

/// <summary>
/// A scribe's place in a journal and its id on the wire: commit sequence number × 4096 + index, below 2^53.
/// 0 is before everything.
/// </summary>
public readonly record struct Position(long Value) : IComparable<Position>
{
    /// <summary>Scribes in one commit, at most.</summary>
    public const int PerCommit = 4096;

    /// <summary>Above every position: 2^53.</summary>
    public const long Limit = 1L << 53;

    /// <summary>Before everything.</summary>
    public static Position Zero => default;

    /// <summary>The place of the scribe with that index in that commit.</summary>
    public static Position Of(long commit, int index) => new(commit * PerCommit + index);

    /// <summary>The sequence number of the commit.</summary>
    public long Commit => Value / PerCommit;

    /// <summary>The index within the commit.</summary>
    public int Index => (int)(Value % PerCommit);

    /// <inheritdoc/>
    public int CompareTo(Position other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <(Position left, Position right) => left.Value < right.Value;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >(Position left, Position right) => left.Value > right.Value;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator <=(Position left, Position right) => left.Value <= right.Value;

    /// <summary>As <see cref="CompareTo"/> says.</summary>
    public static bool operator >=(Position left, Position right) => left.Value >= right.Value;
}
