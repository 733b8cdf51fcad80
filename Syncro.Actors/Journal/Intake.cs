using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>Cuts what a peer sent into change sets, and refuses what would set clocks wrong.</summary>
internal static class Intake
{
    /// <summary>
    /// Scribes of a version-1 page in one change set: whatever each comes to, a create in two parts and the record as it
    /// is, they fit one commit.
    /// </summary>
    private const int LegacyScribes = Position.PerCommit / 4;

    /// <summary>The change sets of a version-2 page; the cursor goes with the last.</summary>
    public static ImmutableArray<ChangeSet> Sets(Source source, ImmutableArray<WireScribe> scribes, Cursor upto, bool own)
    {
        var sets = ImmutableArray.CreateBuilder<ChangeSet>();
        var first = 0;
        for (var i = 0; i < scribes.Length; i++)
            if (scribes[i].EndsSet || i == scribes.Length - 1)
            {
                var last = i == scribes.Length - 1 || Planted.Is(Bug.MovesTheCursorWithTheFirstSet);
                sets.Add(new ChangeSet.Remote(source, scribes[first..(i + 1)], last ? upto : null, own));
                first = i + 1;
            }
        return sets.DrainToImmutable();
    }

    /// <summary>
    /// The change sets of a version-1 page. The cursor goes on with each, so that none is taken twice; where a scribe has
    /// no id, with a later one. A record that a later set writes again counts as crossed, and is sent back once too often.
    /// </summary>
    public static ImmutableArray<ChangeSet> LegacySets(
        Source source, ImmutableArray<WireScribe> scribes, Cursor upto, Position sent, ImmutableHashSet<RecordKey> unacknowledged)
    {
        var sets = ImmutableArray.CreateBuilder<ChangeSet>();
        for (var first = 0; first < scribes.Length; first += LegacyScribes)
        {
            var set = scribes[first..Math.Min(first + LegacyScribes, scribes.Length)];
            var (last, id) = (first + set.Length == scribes.Length, set[^1].Id);
            var taken = last ? upto : id == JsonText.Null ? null : upto with { Mark = id.ToString() };
            sets.Add(new ChangeSet.Legacy(source, set, taken, sent, unacknowledged));
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
            if (Clock.Ahead(Latest(wire.Scribe), now) is var ahead && ahead > maxDrift && !Planted.Is(Bug.TakesStampsTooFarAhead))
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
