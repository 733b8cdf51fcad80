using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// A commit being put together, change set by change set. A set works on its own layer over the commit's, which
/// <see cref="Keep"/> makes part of it and <see cref="Drop"/> forgets.
/// </summary>
internal sealed class CommitBuilder(
    JournalState state, Func<RecordKey, StoredRecord> records, Rules rules, JournalLimits limits, long now)
{
    private readonly Dictionary<RecordKey, StoredRecord> _kept = [];
    private readonly Dictionary<RecordKey, StoredRecord> _set = [];
    private readonly List<Entry> _entries = [];
    private readonly List<Entry> _setEntries = [];
    private Clock _clockBefore = state.Clock;

    public Rules Rules => rules;

    public JournalLimits Limits => limits;

    public ClientId Self => state.Client;

    public Clock Clock { get; private set; } = state.Clock;

    public IReadOnlyList<Entry> Entries => _entries;

    public IReadOnlyList<Entry> SetEntries => _setEntries;

    public IReadOnlyDictionary<RecordKey, StoredRecord> Records => _kept;

    public StoredRecord this[RecordKey key] =>
        _set.TryGetValue(key, out var record) || _kept.TryGetValue(key, out record) ? record : records(key);

    public Stamp Stamp()
    {
        Clock = Clock.Tick(now);
        return new Stamp(Clock.Last, state.Client.Value);
    }

    public void Observe(Stamp stamp) => Clock = Planted.Is(Bug.DoesNotObserveClocks) ? Clock : Clock.Observe(stamp);

    /// <summary>Whether this very commit has a stamp of ours that the sender of a withdraw can't know: see <see cref="OwnSince"/>.</summary>
    public bool HasMade(RecordKey key, Stamp stamp, JournalRef sender) => stamp.Origin == state.Client.Value
        && _entries.Concat(_setEntries).Any(entry => OwnSince.Made(entry, key, sender, state.Client).Contains(stamp));

    /// <summary>Merges a change and records what of it changed a register; whether anything did.</summary>
    public bool Merge(Scribe.Change change, JournalRef? from)
    {
        var (joined, effect) = this[change.Key].State.Merge(change);
        if (effect is [var all])
            Move(new EntryBody.Changed(all), all.Key, joined, from);
        else
            foreach (var part in effect)
                Move(new EntryBody.Changed(part), part.Key, this[part.Key].State.Merge(part).State, from);
        return !effect.IsEmpty;
    }

    /// <summary>
    /// Merges a change that nobody else is told of. A record that becomes alive by it is this peer's alone, until a change
    /// that is told makes it appear whole.
    /// </summary>
    public void MergeUnannounced(Scribe.Change change)
    {
        var before = this[change.Key];
        var next = before.State.Merge(change).State;
        Move(
            new EntryBody.Changed(change), change.Key, next, null,
            before.State.Alive || !next.Alive ? before.State.IsUnknown ? null : before.Audience : Audience.Unannounced, state.Client);
    }

    /// <summary>
    /// What remains is for relays: they know whose the record is, and have to hear of what is ours in it to put it right.
    /// </summary>
    public void Withdraw(RecordKey key, RecordState remains, JournalRef from) =>
        Move(new EntryBody.Withdrawn(key, remains), key, remains, from, Audience.Relays);

    /// <summary>Whether a rule says who reads a record: not of one that was never created, nor of one that nobody was told of.</summary>
    public static bool MayBeReassigned(StoredRecord record) =>
        record.State.WasCreated && record.Audience is not Audience.UnannouncedOnly;

    public bool Reassign(RecordKey key)
    {
        var record = this[key];
        if (Planted.Is(Bug.DoesNotReassignAudiences) || !MayBeReassigned(record) || record.Audience == AudienceOf(key, record.State))
            return false;
        Move(new EntryBody.Reassigned(key), key, record.State, null);
        return true;
    }

    /// <summary>Records an operation that came stamped, once.</summary>
    public void Operate(Scribe.Operation operation, JournalRef from)
    {
        var key = OperationKey.Of(operation);
        if (this[key].State.IsUnknown || Planted.Is(Bug.AppliesAnOperationTwice))
            Applied(key, operation, from, null, rules.AudienceOf(operation));
    }

    /// <summary>Records an operation just stamped here, which nobody can know yet.</summary>
    /// <param name="operation">What.</param>
    /// <param name="from">The journal it came from; null: this application.</param>
    /// <param name="to">Whom it is for; null: everyone entitled.</param>
    public void OperateNew(Scribe.Operation operation, JournalRef? from, ClientId? to = null) =>
        Applied(OperationKey.Of(operation), operation, from, to, rules.AudienceOf(operation));

    /// <summary>Records an operation of an earlier identity of ours, for those who were entitled to it.</summary>
    public void OperateAgain(Scribe.Operation operation, Audience? audience, ClientId? to) =>
        Applied(OperationKey.Of(operation), operation, null, to, audience ?? rules.AudienceOf(operation));

    private void Applied(RecordKey key, Scribe.Operation operation, JournalRef? from, ClientId? to, Audience audience)
    {
        Place(key, RecordFold.Applied(operation, audience, to, Next));
        _setEntries.Add(new Entry(
            new EntryBody.Operated(operation), from, to, Reach.Unknown, new Reach(audience, true), false));
    }

    /// <summary>
    /// A note to one client, which changes nothing here. What is restated counts as touched: an edit of a version-1 peer
    /// that comes before it was sent has crossed it.
    /// </summary>
    public void Note(EntryBody body, ClientId to)
    {
        var (key, reach) = (body.Record!.Value, this[body.Record.Value].Reach);
        if (body is EntryBody.Restate)
            Place(key, this[key] with { Position = Next });
        _setEntries.Add(new Entry(body, null, to, reach, reach, false));
    }

    public void Keep()
    {
        if (_setEntries.Count > 0)
            _setEntries[^1] = _setEntries[^1] with { EndsSet = true };
        _entries.AddRange(_setEntries);
        foreach (var (key, record) in _set)
            _kept[key] = record;
        Clear();
        _clockBefore = Clock;
    }

    public void Drop()
    {
        Clear();
        Clock = _clockBefore;
    }

    private void Clear()
    {
        _set.Clear();
        _setEntries.Clear();
    }

    private Position Next => Position.Of(state.Sequence + 1, _entries.Count + _setEntries.Count);

    private void Move(
        EntryBody body, RecordKey key, RecordState next, JournalRef? from, Audience? audience = null, ClientId? to = null)
    {
        var record = new StoredRecord(next, audience ?? AudienceOf(key, next), Next);
        _setEntries.Add(new Entry(body, from, to, this[key].Reach, record.Reach, false));
        Place(key, record);
    }

    // A rule that names nobody of what remains of a withdrawn record has lost what it goes by.
    private Audience AudienceOf(RecordKey key, RecordState next) =>
        rules.AudienceOf(key, next) is var audience && audience.IsEmpty
            && this[key] is { State.WasCreated: true, Audience: Audience.RelaysOnly } ? Audience.Relays : audience;

    private void Place(RecordKey key, StoredRecord record) => _set[key] = record;
}
