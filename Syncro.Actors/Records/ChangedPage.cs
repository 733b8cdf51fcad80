using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>A record that changed, as a client who catches up comes to it.</summary>
/// <param name="Key">The record, or the applied operation.</param>
/// <param name="At">Where it last changed for the client.</param>
/// <param name="Record">As it is there or later.</param>
/// <param name="Withdraw">Whether the client may hold what it is not to.</param>
internal sealed record ChangedRecord(RecordKey Key, Position At, StoredRecord Record, bool Withdraw);

/// <summary>Records in the order in which they last changed for a client, each once.</summary>
/// <param name="Records">Those that follow a position.</param>
/// <param name="UpTo">How far of the log the store was then: where there is no more, nothing up to there is missing.</param>
/// <param name="More">Whether there are more.</param>
internal sealed record ChangedPage(IReadOnlyList<ChangedRecord> Records, Checkpoint UpTo, bool More);
