using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// What of an entry a version-1 peer is sent: a record that appears is a create, one that changes an update, one that
/// disappears a destroy, unless it has come back. Whether it holds a record is what the entry says of before, save where
/// <c>holds</c> knows better.
/// </summary>
internal static class LegacyOutgoing
{
    /// <remarks>
    /// Changes <paramref name="holds"/> by what is not sent; who sends the scribe does so by the scribe.
    /// </remarks>
    /// <param name="sure">Whether the reader is known to hold what the log says.</param>
    /// <param name="fresh">Whether it was sent nothing before: then what was gone when its create was due is not there.</param>
    public static Scribe? Of(
        Entry entry, Reader reader, Func<RecordKey, StoredRecord> now, LegacyHolds.Builder holds, bool sure, bool fresh)
    {
        if (entry.Body is EntryBody.Operated(var operation))
            return reader.IsEcho(entry) || !entry.Is.Admits(reader.Client, reader.Relay) ? null : operation;
        if (entry.Body.Record is not { } key)
            return null;
        var record = now(key);
        var visible = record.State.Alive && reader.MayRead(record);
        // What has disappeared since then does so by its own entry, which takes it for held.
        if (entry.Body is EntryBody.Restate)
            return Seen(entry.Is, reader) ? Scribe.Change.Create(key, Stamp.None, visible ? record.State.Visible : [])
                : Destroy(key, visible, holds);
        var held = holds.Doubts(key) || (Seen(entry.Was, reader) && !holds.Lacks(key)) || Planted.Is(Bug.UpdatesAVersion1PeerOfWhatItNeverHad);
        if (reader.IsEcho(entry))
        {
            // It made the change itself: what appears by it, it holds.
            if (Seen(entry.Is, reader))
                holds.FollowTheLog(key);
            return null;
        }
        if (!Seen(entry.Is, reader))
            return Disappear(entry, key, held, reader, visible, holds);
        return !held ? Appear(key, record.State, visible, sure || fresh, holds)
            : sure ? Changed(entry, key, record.State, visible)
            : visible ? Scribe.Change.Create(key, Stamp.None, record.State.Visible) : null;
    }

    /// <summary>What goes before a destroy where the peer may not hold the record, for it would raise there; else null.</summary>
    public static Scribe.Change? Before(Entry entry, Scribe scribe, bool sure) =>
        scribe is Scribe.Change { Kind: ChangeType.Destroy, Key: var key } && (!sure || entry.Body is EntryBody.Restate)
            ? Scribe.Change.Create(key, Stamp.None, []) : null;

    private static bool Seen(Reach reach, Reader reader) => reach.Alive && reach.Admits(reader.Client, reader.Relay);

    private static Scribe.Change? Disappear(
        Entry entry, RecordKey key, bool held, Reader reader, bool visible, LegacyHolds.Builder holds)
    {
        // What is withdrawn is destroyed at a client of ours, never at a peer that we dialled.
        if (held && (!entry.Is.Alive || !reader.Relay))
            return Destroy(key, visible, holds);
        holds.FollowTheLog(key);
        return null;
    }

    // What has come back since then is not destroyed: the reader may have brought it back itself, and is not told of that.
    private static Scribe.Change? Destroy(RecordKey key, bool visible, LegacyHolds.Builder holds)
    {
        if (!visible)
            return Scribe.Change.Destroy(key, Stamp.None);
        holds.Doubt(key);
        return null;
    }

    private static Scribe.Change? Appear(
        RecordKey key, RecordState state, bool visible, bool sure, LegacyHolds.Builder holds)
    {
        if (visible)
            return Scribe.Change.Create(key, Stamp.None, state.Visible);
        if (sure)
            holds.Lack(key);
        else
            holds.Doubt(key);
        return null;
    }

    private static Scribe.Change? Changed(Entry entry, RecordKey key, RecordState state, bool visible)
    {
        if (!visible || entry.Body is not EntryBody.Changed(var change))
            return null;
        // What an older destroy hides goes only with the whole record: a create overwrites it there.
        var whole = Scribe.Change.Create(key, Stamp.None, state.Visible);
        // And of one too large for a frame it may not hold the beginning: the whole is tried, and held back.
        if (change.Kind != ChangeType.Update || whole.Estimate > LegacyPage.MaxScribe)
            return whole;
        ImmutableArray<Register> registers =
            [.. state.Visible.Where(register => change.Registers.Any(changed => changed.Name == register.Name))];
        return registers.IsEmpty ? null : Scribe.Change.Update(key, Stamp.None, registers);
    }
}
