namespace Syncro;

/// <summary>
/// Bugs that the simulator puts in to see that it finds them. Only a program that was built with the switch
/// <c>Syncro.PlantedBugs</c> can: in any other the question is a constant, and no code is left of it.
/// </summary>
internal static class Planted
{
    private static readonly bool Allowed = AppContext.TryGetSwitch("Syncro.PlantedBugs", out var on) && on;

    [ThreadStatic]
    private static Bug _bug;

    /// <summary>Whether this bug is in, on this thread.</summary>
    public static bool Is(Bug bug) => Allowed && _bug == bug;

    /// <summary>Puts a bug in, on this thread; <see cref="Bug.None"/> takes it out.</summary>
    public static void Plant(Bug bug) => _bug = Allowed || bug == Bug.None ? bug
        : throw new InvalidOperationException("this program was not built with the switch Syncro.PlantedBugs");
}

/// <summary>What can be planted, each where its name is asked for.</summary>
internal enum Bug
{
    None,
    AcknowledgesBeforePersisting,
    MovesTheCursorBeforeRecording,
    MovesTheCursorWithTheFirstSet,
    AppliesAnOperationTwice,
    LeavesAHoleWhereCatchUpMeetsLive,
    SkipsTheCommitBehindAPage,
    SendsWhatMayNoLongerBeRead,
    ForgetsToWithdraw,
    WithdrawsWhatCrossedIt,
    ForgetsToCorrect,
    LetsTheLaterArrivalWin,
    LeavesDestroyedOutOfAFullCreate,
    DoesNotObserveClocks,
    TakesStampsTooFarAhead,
    ForgetsOwnHalfWay,
    TakesAnyCursorForItsOwnHistory,
    DoesNotReadAgainForANewClass,
    DoesNotReassignAudiences,
    KeepsHalfOfARefusedSet,
    UpdatesAVersion1PeerOfWhatItNeverHad,
    GoesOnByTheLogFromWithinTheState,
    ForgetsWhoLostARecord,
    LeavesAHoleWhereTheStateMeetsTheLog,
    SendsAPageReadBeforeTheJournalMoved,
    SharesWhatOnlySomeMayRead,
}
