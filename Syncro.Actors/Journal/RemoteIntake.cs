using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>
/// Takes in a change set of a version-2 peer. A relay's is merged without asking. Of a leaf, only what it originated is
/// taken, and only what it may change; where it is refused that, or may not read what it wrote, it is put right.
/// </summary>
internal static class RemoteIntake
{
    /// <param name="commit">Where it is recorded.</param>
    /// <param name="set">What came.</param>
    /// <param name="ownSince">What we set of a record after the sender of a withdraw had read so far.</param>
    public static Verdict Take(CommitBuilder commit, ChangeSet.Remote set, Func<Scribe.Withdraw, JournalRef, IReadOnlySet<Stamp>> ownSince)
    {
        if (set.Scribes.Length > commit.Limits.SetScribes)
            return TooLarge(set.Scribes, set.Scribes.Length, commit.Limits.SetScribes);
        var rejected = ImmutableArray.CreateBuilder<Rejection>();
        var correct = new HashSet<RecordKey>();
        foreach (var wire in set.Scribes)
            if (TakeOne(commit, set.Source, wire, correct, ownSince) is { } fault)
                rejected.Add(new(wire.Id, (int)fault.Code, fault.Text));
        foreach (var key in correct)
            commit.Note(new EntryBody.Correct(key), set.Source.Journal.Client);
        return new Verdict.Received(rejected.DrainToImmutable(), commit.SetEntries.Count > 0);
    }

    /// <summary>The verdict on a change set that is refused whole for its size.</summary>
    public static Verdict.Received TooLarge(ImmutableArray<WireScribe> scribes, int size, int limit)
    {
        var fault = $"a change set of {size} scribes is above {limit}";
        return new([.. scribes.Select(wire => new Rejection(wire.Id, (int)Code.TooLarge, fault))], false);
    }

    private static Fault? TakeOne(
        CommitBuilder commit, Source source, WireScribe wire, HashSet<RecordKey> correct, Func<Scribe.Withdraw, JournalRef, IReadOnlySet<Stamp>> ownSince)
    {
        if (wire.Scribe is not { } scribe)
            return wire.Fault;
        if (!commit.Rules.Classes.Contains(scribe.Class))
            return new(Code.NotAllowed, $"class '{scribe.Class}' is not synced here");
        switch (scribe)
        {
            case Scribe.Withdraw withdraw:
                return TakeWithdraw(commit, source, withdraw, ownSince);
            case Scribe.Operation operation:
                if (!source.Relay && operation.At.Origin != source.Journal.Client.Value)
                    return Foreign;
                if (!source.Relay && !commit.Rules.Authorised(source.Journal.Client, operation))
                    return Refused;
                commit.Observe(operation.At);
                commit.Operate(operation, source.Journal);
                return null;
            default:
                if (!source.Relay)
                    return TakeFromLeaf(commit, source, (Scribe.Change)scribe, correct);
                Merge(commit, source, (Scribe.Change)scribe);
                // What we know of it by now is more than it does, whoever created it.
                if (source.Recovered && !commit[((Scribe.Change)scribe).Key].Audience.Contains(source.Journal.Client))
                    correct.Add(((Scribe.Change)scribe).Key);
                return null;
        }
    }

    private static Fault? TakeFromLeaf(CommitBuilder commit, Source source, Scribe.Change change, HashSet<RecordKey> correct)
    {
        var leaf = source.Journal.Client;
        if (change.Stamps.Any(stamp => stamp.Origin != leaf.Value))
            return Foreign;
        var before = commit[change.Key];
        if (Refusal(commit, leaf, before, change) is { } refusal)
        {
            // Nothing is to be put right where it may read the record and what it sent is in it.
            var harmless = before.Audience.Contains(leaf) && before.State.Merge(change).Effect.IsEmpty;
            if ((before.State.WasCreated || change.Kind == ChangeType.Create) && !harmless && !Planted.Is(Bug.ForgetsToCorrect))
                correct.Add(change.Key);
            return refusal;
        }
        Merge(commit, source, change);
        // The author of a losing or self-excluding write comes right too, even where it changed nothing.
        if (commit[change.Key] is { State.WasCreated: true } after && !after.Audience.Contains(leaf))
            correct.Add(change.Key);
        return null;
    }

    private static Fault? Refusal(CommitBuilder commit, ClientId leaf, StoredRecord before, Scribe.Change change)
    {
        if (!commit.Rules.Authorised(leaf, before, change))
            return Refused;
        var (merged, effect) = before.State.Merge(change);
        if (effect.IsEmpty || commit.Rules.Fault(change.Key, merged) is not { } fault)
            return null;
        // What is wrong may tell of attributes that somebody else set: only to one who reads them.
        return commit.Rules.AudienceOf(change.Key, merged).Contains(leaf)
            ? new(Code.InvalidScribe, fault.Length > MaxFault ? fault[..MaxFault] + "…" : fault) : Refused;
    }

    private static void Merge(CommitBuilder commit, Source source, Scribe.Change change)
    {
        commit.Observe(change.Latest);
        commit.Merge(change, source.Journal);
    }

    private static Fault? TakeWithdraw(
        CommitBuilder commit, Source source, Scribe.Withdraw withdraw, Func<Scribe.Withdraw, JournalRef, IReadOnlySet<Stamp>> ownSince)
    {
        if (!source.Relay)
            return Refused;
        var state = commit[withdraw.Key].State;
        var since = ownSince(withdraw, source.Journal);
        bool Remains(Stamp stamp) => (since.Contains(stamp) || commit.HasMade(withdraw.Key, stamp, source.Journal))
            && !Planted.Is(Bug.WithdrawsWhatCrossedIt);
        var remains = new RecordState(
            Remains(state.Created) ? state.Created : Stamp.None,
            Remains(state.Destroyed) ? state.Destroyed : Stamp.None,
            [.. state.Registers.Where(register => Remains(register.At))]);
        if (remains != state)
            commit.Withdraw(withdraw.Key, remains, source.Journal);
        return null;
    }

    // Of what is wrong with a record, in characters: a message carries many.
    private const int MaxFault = 200;

    // One sentence for a record that is unknown and for one that is forbidden.
    private static readonly Fault Refused = new(Code.NotAllowed, "this client may not make this change to this record");

    private static readonly Fault Foreign = new(Code.NotAllowed, "not this client's own change");
}
