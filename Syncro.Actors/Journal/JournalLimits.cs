using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What one commit and one change set may hold. Sizes are bytes in the version-2 encoding with stamps.</summary>
/// <param name="ScribeBytes">One scribe.</param>
/// <param name="SetScribes">Scribes in a change set.</param>
/// <param name="SetBytes">A change set.</param>
/// <param name="CommitScribes">Scribes in a commit, corrections included.</param>
/// <param name="CommitBytes">A commit; one change set that grew past it with corrections still goes alone.</param>
internal sealed record JournalLimits(
    int ScribeBytes, int SetScribes, int SetBytes, int CommitScribes, int CommitBytes);
