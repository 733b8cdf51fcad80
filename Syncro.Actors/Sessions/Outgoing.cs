using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>One scribe on its way to a version-2 reader.</summary>
/// <param name="Scribe">As it is sent.</param>
/// <param name="Bound">Whether it keeps its place in its change set, or stands alone.</param>
internal readonly record struct Outgoing(Scribe Scribe, bool Bound)
{
    /// <summary>
    /// The one choke point on the way out: what of an entry a version-2 reader is sent. A scribe goes to a client that
    /// is in its audience and may read the record now.
    /// </summary>
    /// <param name="entry">From our journal.</param>
    /// <param name="reader">Who reads.</param>
    /// <param name="now">Records as they are now; asked only for the key of the entry.</param>
    public static IEnumerable<Outgoing> Of(Entry entry, Reader reader, Func<RecordKey, StoredRecord> now) =>
        !reader.Takes(entry) ? [] : entry.Body switch
        {
            EntryBody.Changed(var change) when reader.Relay => ToRelay(entry, change.Key, change, reader, now),
            EntryBody.Changed(var change) => ToLeaf(entry, change.Key, change, reader, now),
            EntryBody.Reassigned(var key) when reader.Relay => ToRelay(entry, key, null, reader, now),
            EntryBody.Reassigned(var key) => ToLeaf(entry, key, null, reader, now),
            EntryBody.Operated(var operation) => Operated(entry, operation, reader),
            EntryBody.Correct(var key) when !reader.Relay => Correct(key, reader, now(key)),
            _ => [],
        };

    /// <summary>Whether what is sent of an entry depends on the record as it is now.</summary>
    public static bool NeedsRecord(Entry entry, Reader reader) =>
        reader.Takes(entry) && entry.Body.Record is not null
        && !(reader.Relay && reader.IsEcho(entry) && !IsGained(entry, reader));

    /// <summary>
    /// Whether a leaf that takes the same classes is sent the same of an entry as this one, unless it comes from its journal.
    /// </summary>
    public static bool IsCommon(Entry entry, Reader reader, Func<RecordKey, StoredRecord> now) =>
        entry.To is null && (!reader.Takes(entry) || Planted.Is(Bug.SharesWhatOnlySomeMayRead)
            || (IsEveryones(entry) && (entry.Body.Record is not { } key || now(key).Audience is Audience.All)));

    private static IEnumerable<Outgoing> ToRelay(
        Entry entry, RecordKey key, Scribe.Change? change, Reader reader, Func<RecordKey, StoredRecord> now)
    {
        var gained = IsGained(entry, reader);
        if ((reader.IsEcho(entry) && !gained) || !entry.Is.Admits(reader.Client, relay: true))
            return [];
        if (!IsEveryones(entry) && !reader.MayRead(now(key)))
            return [];
        return gained ? All(key, Originated(now(key).State, reader))
            : change is not null && now(key).State.Holding(change) is { } held ? Originated([new(held, true)], reader) : [];
    }

    // What was nobody's a relay was not sent, though its own change may end that.
    private static bool IsGained(Entry entry, Reader reader) =>
        !entry.Was.IsUnknown && !entry.Was.Admits(reader.Client, relay: true);

    // A record that is everyone's before and after is no relay's to lose or gain.
    private static bool IsEveryones(Entry entry) =>
        entry.Is.Audience is Audience.All && entry.Was.Audience is null or Audience.All;

    private static IEnumerable<Outgoing> ToLeaf(
        Entry entry, RecordKey key, Scribe.Change? change, Reader reader, Func<RecordKey, StoredRecord> now)
    {
        var was = entry.Was.Admits(reader.Client, relay: false);
        if (!entry.Is.Admits(reader.Client, relay: false))
            return was && !Planted.Is(Bug.ForgetsToWithdraw) ? [new(new Scribe.Withdraw(key, reader.Taken), false)] : [];
        var record = now(key);
        if (!reader.MayRead(record) && !Planted.Is(Bug.SendsWhatMayNoLongerBeRead))
            return [];
        var appears = entry.Is.Alive && !(was && entry.Was.Alive);
        if (!appears && was)
            return change is null || reader.IsEcho(entry) ? [] : [new(change, true)];
        if (reader.IsEcho(entry) && entry.Was.IsUnknown)
            return [];
        var bound = change is not null && !entry.Was.Alive && entry.Is.Alive;
        return Present(key, record.State).Select(scribe => new Outgoing(scribe, bound));
    }

    private static IEnumerable<Outgoing> Operated(Entry entry, Scribe.Operation operation, Reader reader) =>
        reader.IsEcho(entry) || !entry.Is.Admits(reader.Client, reader.Relay)
            || (reader.OnlyOurs && operation.At.Origin != reader.Self.Value)
            ? [] : [new(operation, true)];

    private static IEnumerable<Outgoing> Correct(RecordKey key, Reader reader, StoredRecord now) =>
        Present(key, reader.MayRead(now) ? now.State : RecordState.Unknown)
            .Prepend(new Scribe.Withdraw(key, reader.Taken)).Select(scribe => new Outgoing(scribe, false));

    /// <summary>A record as a leaf that holds nothing of it is sent it: a full create, of a dead one its destroy.</summary>
    private static IEnumerable<Scribe> Present(RecordKey key, RecordState state) =>
        state.Alive ? Pieces.Of(state.FullCreate(key))
        : state.Destroyed.IsNone ? [] : [Scribe.Change.Destroy(key, state.Destroyed)];

    /// <summary>Every register of a record, for a relay that holds nothing of it.</summary>
    private static IEnumerable<Outgoing> All(RecordKey key, RecordState state)
    {
        var scribes = state.WasCreated
            ? Pieces.Of(Scribe.Change.Create(key, state.Created, state.Registers, state.Destroyed))
            : state.Registers.IsEmpty ? Present(key, state)
            : Present(key, state).Concat(Pieces.Of(Scribe.Change.Update(key, state.Registers.Max(r => r.At), state.Registers)));
        return scribes.Select(scribe => new Outgoing(scribe, false));
    }

    // One who takes only what we originated is told of those registers alone.
    private static RecordState Originated(RecordState state, Reader reader)
    {
        bool IsOurs(Stamp stamp) => stamp.Origin == reader.Self.Value;
        return !reader.OnlyOurs ? state : new(
            IsOurs(state.Created) ? state.Created : Stamp.None, IsOurs(state.Destroyed) ? state.Destroyed : Stamp.None,
            [.. state.Registers.Where(register => IsOurs(register.At))]);
    }

    private static IEnumerable<Outgoing> Originated(IEnumerable<Outgoing> scribes, Reader reader) =>
        reader.OnlyOurs
            ? scribes.Where(o => ((Scribe.Change)o.Scribe).Stamps.All(stamp => stamp.Origin == reader.Self.Value))
            : scribes;
}
