using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>How far of a journal is in the record store: every commit up to this one, nothing of a later one.</summary>
/// <param name="Journal">The journal.</param>
/// <param name="Sequence">The sequence number of its last commit in the store.</param>
/// <param name="Mark">The journal's mark after that commit.</param>
internal sealed record Checkpoint(JournalId Journal, long Sequence, string Mark);
