using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>Changes to records of any classes that are recorded together or not at all. What it reads includes what it changed.</summary>
public sealed class Transaction
{
    private readonly IPeer _peer;
    private readonly ModelRegistry _registry;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<RecordKey, Draft> _drafts = [];
    private readonly ImmutableArray<LocalChange>.Builder _changes = ImmutableArray.CreateBuilder<LocalChange>();
    private bool _silent;

    internal Transaction(IPeer peer, ModelRegistry registry, CancellationToken cancel) =>
        (_peer, _registry, _cancel) = (peer, registry, cancel);

    /// <summary>A record as it is; null where there is none.</summary>
    /// <exception cref="RecordMismatchException">Its type can't hold it.</exception>
    public async Task<T?> FindAsync<T>(RecordId id) where T : class
    {
        var map = _registry.MapOf<T>();
        var draft = await DraftOf(new(map.Name, id)).ConfigureAwait(false);
        return draft.Alive ? map.Read(id, draft.Values) : null;
    }

    /// <summary>Creates a record; it must not be alive.</summary>
    public void Create<T>(T record) where T : class
    {
        var map = _registry.MapOf<T>();
        var (key, attributes) = (map.KeyOf(record), map.AttributesOf(record));
        Add(new LocalChange.Create(key, attributes), Recording.IsOffFor(record));
        _drafts[key] = Draft.Of(attributes) with { Found = FoundAt(key) };
    }

    /// <summary>Creates a record, or records those attributes that differ from what it is; others are left as they are.</summary>
    public async Task SaveAsync<T>(T record) where T : class
    {
        var map = _registry.MapOf<T>();
        var (key, attributes) = (map.KeyOf(record), map.AttributesOf(record));
        var draft = await DraftOf(key).ConfigureAwait(false);
        if (draft.Alive)
            Update(key, draft, map.AttributesOf(map.Read(key.Id, draft.Values)), attributes, record);
        else
            Create(record);
    }

    /// <summary>Changes a record in place; only attributes that really change are recorded.</summary>
    /// <exception cref="ChangeRefusedException">There is no such record (404).</exception>
    /// <exception cref="InvalidRecordException">Its id was changed.</exception>
    public Task UpdateAsync<T>(RecordId id, Action<T> change) where T : class => UpdateAsync<T>(id, record =>
    {
        change(record);
        return record;
    });

    /// <summary>Replaces a record by what a function makes of it; only attributes that really change are recorded.</summary>
    /// <exception cref="ChangeRefusedException">There is no such record (404).</exception>
    /// <exception cref="InvalidRecordException">Its id was changed.</exception>
    public async Task UpdateAsync<T>(RecordId id, Func<T, T> change) where T : class
    {
        var map = _registry.MapOf<T>();
        var key = new RecordKey(map.Name, id);
        var draft = await DraftOf(key).ConfigureAwait(false);
        if (!draft.Alive)
            throw new ChangeRefusedException(Code.NotFound, $"no record {key}");
        var before = map.Read(id, draft.Values);
        var was = map.AttributesOf(before);
        var record = change(before);
        if (map.KeyOf(record) is var now && now != key)
            throw new InvalidRecordException($"the id of {key} was changed to {now.Id}; an id never changes");
        Update(key, draft, was, map.AttributesOf(record), record);
    }

    /// <summary>Destroys a record; it must be alive.</summary>
    public void Destroy<T>(RecordId id) where T : class
    {
        var key = new RecordKey(_registry.MapOf<T>().Name, id);
        Add(new LocalChange.Destroy(key), Recording.IsOff);
        _drafts[key] = Draft.None with { Found = FoundAt(key) };
    }

    internal async Task<Committed> CommitAsync()
    {
        using var silence = _silent ? Recording.Off() : null;
        var expected = _drafts.Where(draft => draft.Value.Found is not null)
            .Select(draft => (LocalChange)new LocalChange.Expect(draft.Key, draft.Value.Found!.Value)).ToImmutableArray();
        var committed = await _peer.CommitAsync([.. expected, .. _changes], _cancel).ConfigureAwait(false);
        return committed with { Outcomes = committed.Outcomes[expected.Length..] };
    }

    private void Update(RecordKey key, Draft draft, Attributes was, Attributes now, object record)
    {
        var changed = Changed(was, now);
        if (changed.Values.IsEmpty)
            return;
        Add(new LocalChange.Update(key, changed), Recording.IsOffFor(record));
        _drafts[key] = draft.With(changed);
    }

    // What is not written any more, by an attribute of the mapping, is null.
    private static Attributes Changed(Attributes was, Attributes now)
    {
        var before = was.Values.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var after = now.Values.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return Attributes.Of(now.Values.Where(pair => !before.TryGetValue(pair.Key, out var value) || value != pair.Value)
            .Concat(before.Keys.Where(name => !after.ContainsKey(name)).Select(name => KeyValuePair.Create(name, JsonText.Null))));
    }

    // What was read stays expected, whatever is made of it.
    private Position? FoundAt(RecordKey key) => _drafts.GetValueOrDefault(key)?.Found;

    private async Task<Draft> DraftOf(RecordKey key)
    {
        if (_drafts.TryGetValue(key, out var draft))
            return draft;
        var stored = await _peer.FindAsync(key, _cancel).ConfigureAwait(false);
        return _drafts[key] = Draft.Of(stored);
    }

    private void Add(LocalChange change, bool silent)
    {
        if (_changes.Count > 0 && silent != _silent)
            throw new InvalidRecordException("records with recording on and off can't be changed in one transaction");
        _silent = silent;
        _changes.Add(change);
    }
}
