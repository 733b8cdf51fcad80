using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What one commit and one change set may hold. Sizes are bytes in the version-2 encoding with stamps.</summary>
/// <param name="ScribeBytes">One scribe.</param>
/// <param name="SetScribes">Scribes in a change set.</param>
/// <param name="SetBytes">A change set.</param>
/// <param name="CommitBytes">A commit; one change set that grew past it with corrections still goes alone.</param>
/// <param name="MaxClockDrift">How far a stamp may be ahead of the wall clock, in milliseconds.</param>
internal sealed record JournalLimits(
    int ScribeBytes, int SetScribes, int SetBytes, int CommitBytes, long MaxClockDrift)
{
    /// <summary>Entries in a commit.</summary>
    public const int CommitEntries = Position.PerCommit;

    /// <summary>Nesting of one attribute value, so that any message around it stays within the grammar's depth.</summary>
    public const int ValueDepth = 24;
}
