using Syncro.Settings;

namespace Syncro.Compaction;

/// <summary>What holds the log back, by the sequence numbers of commits.</summary>
/// <param name="Head">The last commit that holds scribes.</param>
/// <param name="Stored">The last such commit that is in the record store for good.</param>
/// <param name="Young">The first commit that is younger than any that goes.</param>
/// <param name="Forgotten">The last commit so old that no client holds it back.</param>
/// <param name="Acknowledged">Where the client stands that has acknowledged least; null: there is none.</param>
/// <param name="Awaited">The same of those who are always waited for: peers that we dial, for what is ours, and version-1 peers.</param>
/// <param name="Local">Where this program's own reader of the log stands that is furthest behind; null: none reads.</param>
internal sealed record HeldBack(
    long Head, long Stored, long Young, long Forgotten, long? Acknowledged, long? Awaited, long? Local);

/// <summary>How much of the log may go. Pure.</summary>
internal static class Retention
{
    /// <summary>The last event that may go; not after anything that holds it back, save for age and number.</summary>
    public static long UpTo(HeldBack by, CompactionSettings settings)
    {
        // Who stands within a commit may have more of it to come, and whoever goes on from the state comes to a commit.
        var most = Math.Min(Math.Min(by.Head, by.Stored), Math.Min(by.Awaited ?? long.MaxValue, by.Local ?? long.MaxValue)) - 1;
        var wanted = Math.Min(by.Young - 1, Math.Max((by.Acknowledged ?? long.MaxValue) - 1, by.Forgotten));
        if (settings.MaxCommits > 0)
            wanted = Math.Max(wanted, by.Head - settings.MaxCommits);
        return Math.Max(0, Math.Min(most, wanted));
    }
}
