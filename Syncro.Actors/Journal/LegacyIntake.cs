using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// Takes in scribes of a version-1 peer, which bear no stamps: each is stamped on receipt, with our origin, and recorded
/// only where it changes what is visible. Where edits crossed, the record as it is goes back to it, in order.
/// </summary>
internal static class LegacyIntake
{
    public static Verdict Take(CommitBuilder commit, ChangeSet.Legacy set)
    {
        var rejected = ImmutableArray.CreateBuilder<Wire.Rejection>();
        var (written, restate) = (new HashSet<RecordKey>(), new HashSet<RecordKey>());
        foreach (var wire in set.Scribes)
        {
            var fault = wire.Scribe is not { } scribe ? wire.Fault
                : !commit.Rules.Classes.Contains(scribe.Class)
                    ? new(Code.NotAllowed, $"class '{scribe.Class}' is not synced here")
                    : TakeOne(commit, set, scribe, written, restate);
            if (fault is not null)
                rejected.Add(new(wire.Id, (int)fault.Code, fault.Text));
        }
        // Once for each record, behind all that it says itself.
        foreach (var key in restate)
            commit.Note(new EntryBody.Restate(key), set.Source.Journal.Client);
        return new Verdict.Received(rejected.DrainToImmutable(), commit.SetEntries.Count > 0);
    }

    private static Wire.Fault? TakeOne(
        CommitBuilder commit, ChangeSet.Legacy set, Scribe scribe, HashSet<RecordKey> written, HashSet<RecordKey> restate)
    {
        var from = set.Source.Journal;
        if (scribe is Scribe.Operation operation)
        {
            if (set.Source.Relay || commit.Rules.Authorised(from.Client, operation))
                commit.OperateNew(operation with { At = commit.Stamp() }, from);
            return null;
        }
        var change = (Scribe.Change)scribe;
        var before = commit[change.Key];
        var stamped = Stamped(commit, before.State, change);
        var allowed = set.Source.Relay || (commit.Rules.Authorised(from.Client, before, change)
            && (stamped is null || commit.Rules.Fault(change.Key, before.State.Merge(stamped).State) is null));
        // Its own writes of a moment ago are nobody else's.
        var crossed = written.Add(change.Key) && (set.Unacknowledged.Contains(change.Key) || before.Position > set.Sent);
        if (allowed && stamped is not null)
            commit.Merge(stamped, from);
        // What it destroyed itself it doesn't hold, unless what it was sent meanwhile brought it back.
        var gone = change.Kind == ChangeType.Destroy && !commit[change.Key].State.Alive;
        var after = commit[change.Key];
        // A create replaces the whole record there; here the attributes that it doesn't name remain, and those that were
        // set while another destroyed it, or before its create was here, come with it.
        var overwrites = change.Kind == ChangeType.Create && after.State.Visible.Length > change.Registers.Length;
        var lost = !set.Source.Relay && after.State.WasCreated && !after.Audience.Contains(from.Client);
        var refused = !allowed && (before.State.WasCreated || change.Kind == ChangeType.Create);
        if ((before.State.WasCreated && crossed) || (!gone && (overwrites || refused || lost)))
            restate.Add(change.Key);
        return null;
    }

    /// <summary>The change as it is recorded; null where it changes nothing that is visible.</summary>
    private static Scribe.Change? Stamped(CommitBuilder commit, RecordState state, Scribe.Change change)
    {
        if (change.Kind == ChangeType.Destroy)
            return state.Alive ? Scribe.Change.Destroy(change.Key, commit.Stamp()) : null;
        if (change.Kind == ChangeType.Create && !state.Alive)
        {
            var created = commit.Stamp();
            return Scribe.Change.Create(change.Key, created, At(change.Registers, created));
        }
        if (!state.Alive)
            return null;
        var changed = change.Registers.Where(r => state[r.Name] != r.Value).ToList();
        if (changed.Count == 0)
            return null;
        var at = commit.Stamp();
        return Scribe.Change.Update(change.Key, at, At(changed, at));
    }

    private static ImmutableArray<Register> At(IEnumerable<Register> registers, Stamp at) =>
        [.. registers.Select(register => register with { At = at })];
}
