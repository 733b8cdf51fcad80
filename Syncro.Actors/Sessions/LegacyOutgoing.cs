using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// What of an entry a version-1 peer is sent: a record that appears is a create, one that changes an update, one that
/// disappears a destroy. Whether it holds a record is what the entry says of before, save those in <c>missing</c>.
/// </summary>
internal static class LegacyOutgoing
{
    public static Scribe? Of(
        Entry entry, Reader reader, Func<RecordKey, StoredRecord> now, ImmutableHashSet<RecordKey>.Builder missing, bool sure)
    {
        if (entry.Body is EntryBody.Operated(var operation))
            return reader.IsEcho(entry) || !entry.Is.Admits(reader.Client, reader.Relay) ? null : operation;
        if (entry.Body.Record is not { } key)
            return null;
        var record = now(key);
        var visible = record.State.Alive && reader.MayRead(record);
        if (entry.Body is EntryBody.Restate)
            return Restate(key, record.State, Seen(entry.Is, reader), visible, missing);
        var held = Seen(entry.Was, reader) && !missing.Contains(key);
        if (reader.IsEcho(entry))
        {
            // It made the change itself: what appears by it, it holds.
            if (Seen(entry.Is, reader))
                missing.Remove(key);
            return null;
        }
        if (!Seen(entry.Is, reader))
            return Disappear(entry, key, held, reader, missing);
        return !held ? Appear(key, record.State, visible, missing)
            : sure ? Changed(entry, key, record.State, visible)
            : visible ? Scribe.Change.Create(key, Stamp.None, record.State.Visible) : null;
    }

    /// <summary>What goes before a destroy where the peer may not hold the record, for it would raise there; else null.</summary>
    public static Scribe.Change? Before(Entry entry, Scribe scribe, bool sure) =>
        scribe is Scribe.Change { Kind: ChangeType.Destroy, Key: var key } && (!sure || entry.Body is EntryBody.Restate)
            ? Scribe.Change.Create(key, Stamp.None, []) : null;

    private static bool Seen(Reach reach, Reader reader) => reach.Alive && reach.Admits(reader.Client, reader.Relay);

    private static Scribe.Change? Restate(
        RecordKey key, RecordState state, bool seen, bool visible, ImmutableHashSet<RecordKey>.Builder missing)
    {
        missing.Remove(key);
        // What has disappeared since then does so by its own entry, which takes it for held.
        return seen ? Scribe.Change.Create(key, Stamp.None, visible ? state.Visible : []) : Scribe.Change.Destroy(key, Stamp.None);
    }

    private static Scribe.Change? Disappear(
        Entry entry, RecordKey key, bool held, Reader reader, ImmutableHashSet<RecordKey>.Builder missing)
    {
        missing.Remove(key);
        // What is withdrawn is destroyed at a client of ours, never at a peer that we dialled.
        return held && (!entry.Is.Alive || !reader.Relay) ? Scribe.Change.Destroy(key, Stamp.None) : null;
    }

    private static Scribe.Change? Appear(
        RecordKey key, RecordState state, bool visible, ImmutableHashSet<RecordKey>.Builder missing)
    {
        if (!visible)
        {
            missing.Add(key);
            return null;
        }
        missing.Remove(key);
        return Scribe.Change.Create(key, Stamp.None, state.Visible);
    }

    private static Scribe.Change? Changed(Entry entry, RecordKey key, RecordState state, bool visible)
    {
        if (!visible || entry.Body is not EntryBody.Changed(var change))
            return null;
        // What an older destroy hides goes only with the whole record: a create overwrites it there.
        var whole = Scribe.Change.Create(key, Stamp.None, state.Visible);
        // And of one too large for a frame it may not hold the beginning: the whole is tried, and held back.
        if (change.Kind == ChangeType.Destroy || whole.Estimate > LegacyPage.MaxScribe)
            return whole;
        ImmutableArray<Register> registers =
            [.. state.Visible.Where(register => change.Registers.Any(changed => changed.Name == register.Name))];
        return registers.IsEmpty ? null : Scribe.Change.Update(key, Stamp.None, registers);
    }
}
