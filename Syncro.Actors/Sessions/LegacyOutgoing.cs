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
        Entry entry, Reader reader, Func<RecordKey, StoredRecord> now, ImmutableHashSet<RecordKey>.Builder missing)
    {
        if (entry.Body is EntryBody.Operated(var operation))
            return reader.IsEcho(entry) ? null : operation;
        if (entry.Body.Record is not { } key)
            return null;
        var record = now(key);
        var visible = record.State.Alive && reader.MayRead(record);
        if (entry.Body is EntryBody.Restate)
            return Restate(entry, key, record.State, visible, reader, missing);
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
        return held ? Changed(entry, key, record.State, visible)
            : Appear(key, record.State, visible, missing);
    }

    private static bool Seen(Reach reach, Reader reader) => reach.Alive && reach.Admits(reader.Client, reader.Relay);

    private static Scribe.Change? Restate(
        Entry entry, RecordKey key, RecordState state, bool visible, Reader reader,
        ImmutableHashSet<RecordKey>.Builder missing)
    {
        if (visible)
            return Appear(key, state, visible, missing);
        // Where it disappeared later, the log destroys it later: a second destroy would raise there.
        if (Seen(entry.Is, reader))
            return null;
        missing.Remove(key);
        return Scribe.Change.Destroy(key, Stamp.None);
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
