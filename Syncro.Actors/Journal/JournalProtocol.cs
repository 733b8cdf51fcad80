using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>What the journal is asked. Everything is answered, once what it says is on disk.</summary>
internal abstract record JournalCommand
{
    private JournalCommand() { }

    /// <summary>
    /// Records one change set of our own, local or reassigned; answered by <see cref="JournalReply.Done"/> or
    /// <see cref="JournalReply.Failed"/>.
    /// </summary>
    public sealed record Record(ChangeSet Set) : JournalCommand;

    /// <summary>
    /// Records what a peer sent; answered by <see cref="JournalReply.Taken"/>, or by <see cref="JournalReply.Failed"/>
    /// where nothing may be acknowledged.
    /// </summary>
    public sealed record Take(ImmutableArray<ChangeSet> Sets) : JournalCommand;
}

/// <summary>What the journal answers.</summary>
internal abstract record JournalReply
{
    private JournalReply() { }

    /// <summary>On disk.</summary>
    public sealed record Done(Committed Committed) : JournalReply;

    /// <summary>On disk, save what was refused. <paramref name="Recorded"/>: whether the position went to disk with it.</summary>
    public sealed record Taken(ImmutableArray<Rejection> Rejected, bool Recorded) : JournalReply;

    /// <summary>Nothing may be taken for recorded.</summary>
    public sealed record Failed(SyncroException Cause) : JournalReply;
}

/// <summary>Cuts what a peer sent into change sets, and refuses what would set clocks wrong.</summary>
internal static class Intake
{
    /// <summary>The change sets of a version-2 page; the cursor goes with the last.</summary>
    public static ImmutableArray<ChangeSet> Sets(Source source, ImmutableArray<WireScribe> scribes, Cursor upto, bool own)
    {
        var sets = ImmutableArray.CreateBuilder<ChangeSet>();
        var first = 0;
        for (var i = 0; i < scribes.Length; i++)
            if (scribes[i].EndsSet || i == scribes.Length - 1)
            {
                sets.Add(new ChangeSet.Remote(source, scribes[first..(i + 1)], i == scribes.Length - 1 ? upto : null, own));
                first = i + 1;
            }
        return sets.DrainToImmutable();
    }

    /// <summary>
    /// Why a page may not be taken at all: a stamp too far ahead of the wall clock. Nothing of it is skipped; the link
    /// stops before it, and the clocks must be set right.
    /// </summary>
    public static Fault? DriftFault(ImmutableArray<WireScribe> scribes, long now, long maxDrift)
    {
        foreach (var wire in scribes)
            if (Clock.Ahead(Latest(wire.Scribe), now) is var ahead && ahead > maxDrift)
                return new(Code.ClocksApart,
                    $"scribe {wire.Id} is stamped {ahead} ms ahead of this clock, more than {maxDrift}");
        return null;
    }

    private static Stamp Latest(Scribe? scribe) => scribe switch
    {
        Scribe.Change change => change.Latest,
        Scribe.Operation operation => operation.At,
        _ => Stamp.None,
    };
}
