namespace Syncro.Scribes;

/// <summary>
/// A hybrid logical clock: the greatest time given out or taken in. It never goes back, whatever the wall clock does.
/// </summary>
internal readonly record struct Clock(ulong Last)
{
    /// <summary>The clock after one tick; its <see cref="Last"/> is greater than any before it.</summary>
    /// <param name="now">Milliseconds since 1970 by the wall clock.</param>
    public Clock Tick(long now) => new(Math.Max(Last + 1, (ulong)now << 16));

    /// <summary>The clock moved past a stamp that was taken in.</summary>
    public Clock Observe(Stamp stamp) => stamp.Time > Last ? new(stamp.Time) : this;

    /// <summary>How far a stamp is ahead of the wall clock, in milliseconds; negative where it is behind.</summary>
    public static long Ahead(Stamp stamp, long now) => stamp.Milliseconds - now;
}
