namespace Syncro.TestKit.Invariants;

/// <summary>
/// What a run of many worlds must have had, or it has shown nothing: every kind of fault, and the states that are rare.
/// </summary>
internal enum Occurrence
{
    // Faults.
    Crashed, CrashedWithTheCommitOnDisk, WriteFailed, WriteFailedAndLanded, Cut, HeldOneWay, Duplicated, Damaged, FellSilent,
    RestoredFromBackup, LostItsStorage, Cloned, ClockJumped, RuleChanged, ClassAdded, LegacyRaised,

    // States.
    CommittedBetweenCatchUpAndLive, Reset, SentItsOwn, RecoveredFrom, Redelivered, OperationCameTwice, Withdrew, Corrected,
    Restated, Refused, RefusedLocally, GainedAFullCreate, SetSpreadOverPages, DuplicateIdentity, ClocksApart, TimedOut,
    Reassigned, GroupCommit, UpdateBeforeCreate, ServedFromState, WentOnFromTheStateByTheLog, Compacted, ReadAhead, Shared,
}
