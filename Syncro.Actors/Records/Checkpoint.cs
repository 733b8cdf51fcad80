using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>How far of a journal is in the record store: every commit up to this one, nothing of a later one.</summary>
/// <param name="Journal">The journal.</param>
/// <param name="Sequence">The sequence number of its last commit in the store.</param>
/// <param name="Mark">The journal's mark after that commit.</param>
/// <param name="Head">The last scribe up to there.</param>
internal sealed record Checkpoint(JournalId Journal, long Sequence, string Mark, Cursor Head)
{
    /// <summary>After a journal's last commit.</summary>
    public static Checkpoint Of(Journal.JournalState state) => new(state.Journal, state.Sequence, state.Mark, state.Head);
}
