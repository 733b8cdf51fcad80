using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// A class with scribe types of its own: plays those that come from other peers, one at a time, in the order of this
/// peer's journal. What this program records itself is not played to it; its own scribes that come back after a loss of
/// data are. Source: <c>scribe_play</c> and <c>ScriberModel</c> of the original.
/// </summary>
/// <remarks>
/// What holds of a crash: a scribe is played before it is on disk that it was, so it may come again, with the same
/// <see cref="PlayedScribe.Id"/>. That is at least once, and once in effect where the player passes over an id it knows.
/// A player that keeps its position in its own database (<see cref="StandsAtAsync"/>), in one transaction with the effect,
/// has each scribe that comes in order exactly once; one played again by hand is at least once there too.
/// </remarks>
public interface IScribePlayer
{
    /// <summary>
    /// The class's own types, asked once. Those of other peers besides are journaled and passed on, and set aside here.
    /// This program records none but these.
    /// </summary>
    IReadOnlyCollection<string> Types { get; }

    /// <summary>Which changes to records of the class are played as well, asked once. Default: none.</summary>
    IReadOnlyCollection<ChangeType> Changes => [];

    /// <summary>
    /// Where the player's own storage stands, asked at each start: playing goes on after it, and Syncro writes down no
    /// position of its own; <see cref="Position.Zero"/>: nothing was played yet. It must be the greatest position of all
    /// that it played, for one played again by hand comes out of order. Null (default): Syncro keeps the position.
    /// </summary>
    Task<Position?> StandsAtAsync(CancellationToken cancel) => Task.FromResult<Position?>(null);

    /// <summary>
    /// Plays one scribe; it counts as played once the task completes. One that fails, or takes longer than
    /// <c>syncro.players.timeout</c>, is played again after a pause; after <c>syncro.players.retries</c> it is set aside
    /// and the next is played. One that goes on although <paramref name="cancel"/> says stop is not waited for, and runs
    /// beside the next.
    /// </summary>
    /// <param name="scribe">What came.</param>
    /// <param name="cancel">Time is up, or the peer stops; a scribe broken off by a stop comes again at the next start.</param>
    Task PlayAsync(PlayedScribe scribe, CancellationToken cancel);
}
