using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What a journal decided about the change sets that waited.</summary>
/// <param name="Commit">What to persist before anyone is answered; null where nothing changed.</param>
/// <param name="Clock">The clock after it, which has seen every stamp taken in, recorded or not.</param>
/// <param name="Verdicts">One for each change set taken, in order; those beyond wait for the next commit.</param>
/// <param name="Records">The records that the commit changes, as they are after it.</param>
internal sealed record Decision(
    JournalEvent.Commit? Commit, Clock Clock, ImmutableArray<Verdict> Verdicts,
    IReadOnlyDictionary<RecordKey, StoredRecord> Records)
{
    /// <summary>
    /// Decides: as many of the waiting change sets as fit become one commit. A refused set never fails its neighbours.
    /// Pure: the same answer for the same arguments.
    /// </summary>
    /// <param name="state">Of the journal before it.</param>
    /// <param name="waiting">Change sets in the order in which they came.</param>
    /// <param name="records">Every record that <see cref="ChangeSet.Keys"/> names, as it is now.</param>
    /// <param name="ownSince">What we set of a record after the sender of a withdraw had read so far: <see cref="OwnSince"/>.</param>
    /// <param name="rules">Which classes are synced, and whose they are.</param>
    /// <param name="limits">Of a commit and a change set.</param>
    /// <param name="now">Milliseconds since 1970.</param>
    /// <param name="salt">Random, new for each commit.</param>
    public static Decision Make(
        JournalState state, IEnumerable<ChangeSet> waiting, Func<RecordKey, StoredRecord> records,
        Func<Scribe.Withdraw, JournalRef, IReadOnlySet<Stamp>> ownSince, Rules rules, JournalLimits limits, long now, string salt)
    {
        var builder = new CommitBuilder(state, records, rules, limits, now);
        using var writer = new CommitWriter(state, salt);
        var verdicts = ImmutableArray.CreateBuilder<Verdict>();
        var taken = ImmutableArray.CreateBuilder<Taken>();
        foreach (var set in waiting)
        {
            var verdict = set is ChangeSet.Local { Upto: { } row } again && IsTaken(row, taken, state)
                ? new Verdict.Accepted([.. again.Changes.Select(_ => Outcome.Unchanged)])
                : Take(builder, set, ownSince);
            // Corrections, and creates of which only parts won, count too: positions in a commit must not run out.
            if (set is ChangeSet.Remote remote && builder.SetEntries.Count > Position.PerCommit)
            {
                verdict = RemoteIntake.TooLarge(remote.Scribes, builder.SetEntries.Count, Position.PerCommit);
                builder.Drop();
            }
            if (verdict is Verdict.Refused && !Planted.Is(Bug.KeepsHalfOfARefusedSet))
                builder.Drop();
            else if (!writer.TryAdd(builder.SetEntries, limits))
            {
                builder.Drop();
                break;
            }
            var entries = builder.Entries.Count;
            builder.Keep();
            verdicts.Add(verdict);
            if (verdict is Verdict.Received { Recorded: true } or Verdict.Accepted
                && builder.Entries.Count > entries && Upto(set) is { } upto)
                taken.Add(upto);
        }
        var commit = builder.Entries.Count == 0
            ? null
            : writer.Finish([.. builder.Entries], taken.DrainToImmutable(), builder.Clock);
        return new Decision(commit, builder.Clock, verdicts.DrainToImmutable(), builder.Records);
    }

    // An outbox whose reader died between our commit and its own deletion brings a row again.
    private static bool IsTaken(Taken row, IReadOnlyCollection<Taken> before, JournalState state) =>
        before.Any(taken => taken.Client == row.Client && taken.To.Journal == row.To.Journal && taken.To.Position >= row.To.Position)
        || state.Taken.GetValueOrDefault(new JournalRef(row.Client, row.To.Journal))?.To.Position >= row.To.Position;

    private static Verdict Take(CommitBuilder builder, ChangeSet set, Func<Scribe.Withdraw, JournalRef, IReadOnlySet<Stamp>> ownSince)
    {
        switch (set)
        {
            case ChangeSet.Local local:
                return LocalIntake.Take(builder, local);
            case ChangeSet.Remote remote:
                return RemoteIntake.Take(builder, remote, ownSince);
            case ChangeSet.Legacy legacy:
                return LegacyIntake.Take(builder, legacy);
            case ChangeSet.Carried carried:
                return CarriedIntake.Take(builder, carried);
            case ChangeSet.Reassign(var keys):
                foreach (var key in keys)
                    builder.Reassign(key);
                return new Verdict.Accepted([]);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static Taken? Upto(ChangeSet set) => set switch
    {
        ChangeSet.Remote { Upto: { } upto } remote => new(remote.Source.Journal.Client, upto, remote.Own),
        ChangeSet.Legacy { Upto: { } upto } legacy => new(legacy.Source.Journal.Client, upto),
        ChangeSet.Local { Upto: var upto } => upto,
        _ => null,
    };
}
