using System.Diagnostics.CodeAnalysis;
using Syncro.Scribes;

namespace Syncro.Records;

/// <summary>
/// The newest records in memory, written by the journal alone and read by anyone. A record put is <em>pinned</em>
/// until the store has it: whoever misses it here finds it, as new or newer, in the store. Of the others the least
/// recently used go first once the whole exceeds <paramref name="capacity"/>.
/// </summary>
/// <param name="capacity">
/// Approximate bytes. Pinned records count and may exceed it: hold the writer back by <see cref="IsOverfull"/>.
/// </param>
/// <param name="flushed">The sequence number up to which the store has everything.</param>
internal sealed class RecordCache(long capacity, long flushed = 0)
{
    private sealed class Entry(RecordKey key)
    {
        public readonly RecordKey Key = key;
        public StoredRecord Record = StoredRecord.Unknown;
        public long Sequence;
        public long Bytes;
    }

    private readonly Lock _gate = new();
    private readonly Dictionary<RecordKey, LinkedListNode<Entry>> _entries = [];

    // Every entry is in one of the two: pinned by sequence, the others the least recently used first.
    private readonly LinkedList<Entry> _pinned = new(), _evictable = new();
    private readonly Queue<Concern> _concerns = new();
    private long _bytes, _flushed = flushed;
    private Checkpoint _put = new(default, flushed, "", Cursor.Start(default));

    /// <summary>Whether what is pinned alone exceeds the capacity: the writer is to wait.</summary>
    public bool IsOverfull { get { lock (_gate) return _bytes > capacity && _evictable.Count == 0; } }

    /// <summary>Approximate bytes held.</summary>
    public long Bytes { get { lock (_gate) return _bytes; } }

    /// <summary>The sequence number up to which the store has everything.</summary>
    public long FlushedUpTo { get { lock (_gate) return _flushed; } }

    /// <summary>
    /// The records after the commit of that number; each commit once and in order, those that change nothing too.
    /// </summary>
    /// <param name="records">Those that it changes.</param>
    /// <param name="concerns">Whom it concerns.</param>
    /// <param name="upTo">What the store's checkpoint is once it has them.</param>
    public void Put(IEnumerable<KeyValuePair<RecordKey, StoredRecord>> records, IEnumerable<Concern> concerns, Checkpoint upTo)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(upTo.Sequence, _put.Sequence);
            _put = upTo;
            foreach (var (key, record) in records)
                Move(Set(key, record, upTo.Sequence), _pinned);
            foreach (var concern in concerns)
            {
                _concerns.Enqueue(concern);
                _bytes += RecordSize.Concern;
            }
            Evict();
        }
    }

    /// <summary>
    /// Records read from the store, where nothing was flushed since <paramref name="since"/>, the value of
    /// <see cref="FlushedUpTo"/> from before that read. Then none of them is stale: one put and flushed before the
    /// read is in what was read; one flushed after it moved <see cref="FlushedUpTo"/>; one not flushed is held here.
    /// </summary>
    public void Warm(IEnumerable<KeyValuePair<RecordKey, StoredRecord>> records, long since)
    {
        lock (_gate)
        {
            if (since != _flushed)
                return;
            foreach (var (key, record) in records)
                if (!_entries.ContainsKey(key))
                    Move(Set(key, record, since), _evictable);
            Evict();
        }
    }

    public bool TryGet(RecordKey key, [NotNullWhen(true)] out StoredRecord? record)
    {
        lock (_gate)
        {
            record = null;
            if (!_entries.TryGetValue(key, out var node))
                return false;
            if (node.List == _evictable)
                Move(node, _evictable);
            record = node.Value.Record;
            return true;
        }
    }

    /// <summary>
    /// What the store doesn't have, all of it as it is now, so that with it the store is exactly the fold of the log up
    /// to <see cref="Unflushed.UpTo"/>. It stays pinned until <see cref="Flushed"/>; to take it again is harmless.
    /// </summary>
    public Unflushed TakePinned()
    {
        lock (_gate)
            return new([.. _pinned.Select(entry => KeyValuePair.Create(entry.Key, entry.Record))], [.. _concerns], _put);
    }

    /// <summary>The store has everything up to that number. What was put again after it stays pinned.</summary>
    public void Flushed(long upTo)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(upTo, _put.Sequence);
            _flushed = Math.Max(_flushed, upTo);
            while (_pinned.First is { } first && first.Value.Sequence <= upTo)
                Move(first, _evictable);
            while (_concerns.TryPeek(out var concern) && concern.At.Commit <= upTo)
            {
                _concerns.Dequeue();
                _bytes -= RecordSize.Concern;
            }
            Evict();
        }
    }

    /// <summary>
    /// The store is the fold of the log up to its end: what is held here may be of a write that never
    /// reached the log, and goes.
    /// </summary>
    public void Restart(Checkpoint end)
    {
        lock (_gate)
        {
            _entries.Clear();
            _pinned.Clear();
            _evictable.Clear();
            _concerns.Clear();
            (_bytes, _put, _flushed) = (0, end, end.Sequence);
        }
    }

    private LinkedListNode<Entry> Set(RecordKey key, StoredRecord record, long sequence)
    {
        if (!_entries.TryGetValue(key, out var node))
            _entries[key] = node = new(new(key));
        var entry = node.Value;
        _bytes -= entry.Bytes;
        (entry.Record, entry.Sequence, entry.Bytes) = (record, sequence, RecordSize.Of(key, record));
        _bytes += entry.Bytes;
        return node;
    }

    private static void Move(LinkedListNode<Entry> node, LinkedList<Entry> to)
    {
        node.List?.Remove(node);
        to.AddLast(node);
    }

    private void Evict()
    {
        while (_bytes > capacity && _evictable.First is { } oldest)
        {
            _evictable.RemoveFirst();
            _entries.Remove(oldest.Value.Key);
            _bytes -= oldest.Value.Bytes;
        }
    }
}

/// <summary>What the store lacks.</summary>
/// <param name="Records">As they are after the commit <paramref name="UpTo"/>.</param>
/// <param name="Concerns">In the order of the log.</param>
/// <param name="UpTo">What the store's checkpoint is once they are written.</param>
internal sealed record Unflushed(
    IReadOnlyCollection<KeyValuePair<RecordKey, StoredRecord>> Records, IReadOnlyCollection<Concern> Concerns, Checkpoint UpTo)
{
    /// <summary>Whether the store lacks nothing.</summary>
    public bool IsEmpty => Records.Count == 0 && Concerns.Count == 0;
}
