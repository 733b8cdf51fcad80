using System.Collections.Immutable;

namespace Syncro.TestKit.Plans;

/// <summary>A world and what is done to it, as data: so that a run that fails can be made smaller.</summary>
/// <param name="Schedule">What happens next, of all that may, is drawn from it.</param>
/// <param name="Peers">In the order in which they start.</param>
/// <param name="Links">Who dials whom.</param>
/// <param name="Steps">How long it lasts before everything is mended and must come to rest.</param>
/// <param name="Deeds">What is done, by step.</param>
internal sealed record Plan(
    ulong Schedule, ImmutableArray<PlannedPeer> Peers, ImmutableArray<PlannedLink> Links, int Steps, ImmutableArray<Deed> Deeds)
{
    /// <summary>The same where every reader is served from the log, for all of it is kept.</summary>
    public Plan FromTheLog => this with
    {
        Peers = [.. Peers.Select(peer => peer with { FarBehind = int.MaxValue })],
        Deeds = [.. Deeds.Where(deed => deed.Kind != DeedKind.Compact)],
    };
}

/// <param name="Name">Its GUID.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Skew">Of its clock, in milliseconds.</param>
/// <param name="PageSize">Bytes.</param>
/// <param name="CommitScribes">Scribes in one of its commits, about.</param>
/// <param name="Late">Whether it begins without one of the classes.</param>
/// <param name="FarBehind">How many commits behind it a reader is served from the state.</param>
internal sealed record PlannedPeer(string Name, PeerKind Kind, long Skew, int PageSize, int CommitScribes, bool Late, int FarBehind);

internal enum PeerKind { Relay, Leaf, Ruby }

/// <param name="From">Who dials.</param>
/// <param name="To">Who listens.</param>
internal sealed record PlannedLink(string From, string To);

/// <summary>Something done at a step.</summary>
/// <param name="Step">When.</param>
/// <param name="Kind">What.</param>
/// <param name="At">The peer it is done to; of a link, who dials.</param>
/// <param name="Seed">Whatever else it needs is drawn from it.</param>
internal sealed record Deed(int Step, DeedKind Kind, string At, int Seed);

internal enum DeedKind
{
    Change, Crash, CrashWithCommit, FailWrite, FailWriteThatLands, Cut, Hold, Duplicate, Damage, Silence, BackUp, Restore, Wipe,
    Clone, JumpClock, ChangeRules, AddClass, Compact,
}
