namespace Syncro.TestKit;

/// <summary>
/// Something that must always hold did not:
/// 1 acknowledged is durable; 2 nothing but what was submitted; 3 effect once; 4 append only; 5 order; 6 no cursor ahead
/// of what is recorded; 7 exact replay; 8 no byte outside the audience; 9 convergence; 10 merge algebra; 11 bounded
/// clocks, and an edit made after seeing another's wins; 12 no resurrection; 13 honest failure; 14 records are the fold
/// of the log; 16 every message is one; 19 liveness; 20 true origin; 21 one seed, one trace.
/// </summary>
public sealed class BrokenInvariantException(int number, string what) : SyncroException($"invariant {number}: {what}")
{
    /// <summary>Which one.</summary>
    public int Number => number;
}
