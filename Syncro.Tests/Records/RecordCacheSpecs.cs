using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Records;
using Syncro.Scribes;
using Xunit;

namespace Syncro.Tests.Records;

public class RecordCacheSpecs
{
    private static readonly RecordKey A = new("City", RecordId.Of("a")), B = new("City", RecordId.Of("b"));
    private static readonly long Size = RecordSize.Of(A, RecordCases.Alive(1));

    [Fact]
    public void What_is_not_flushed_stays_whatever_the_capacity()
    {
        var cache = new RecordCache(capacity: 0);
        cache.Put([new(A, RecordCases.Alive(1))], 1);
        cache.Put([new(B, RecordCases.Alive(2))], 2);
        Assert.Equal(2, cache.TakePinned().Records.Count);
        cache.Flushed(1);
        Assert.False(cache.TryGet(A, out _));
        Assert.True(cache.TryGet(B, out _));
    }

    [Fact]
    public void A_record_put_again_during_a_flush_stays_pinned_in_its_newer_state()
    {
        var cache = new RecordCache(capacity: 0);
        cache.Put([new(A, RecordCases.Alive(1))], 1);
        var taken = cache.TakePinned();
        cache.Put([new(A, RecordCases.Alive(2))], 2);
        cache.Flushed(taken.UpTo.Sequence);
        Assert.True(cache.TryGet(A, out var record));
        Assert.Equal(RecordCases.Alive(2), record);
        Assert.Equal((1, 2L), (cache.TakePinned().Records.Count, cache.TakePinned().UpTo.Sequence));
    }

    [Fact]
    public void The_least_recently_used_goes_first()
    {
        var cache = new RecordCache(capacity: 2 * Size);
        cache.Put([new(A, RecordCases.Alive(1)), new(B, RecordCases.Alive(1))], 1);
        cache.Flushed(1);
        cache.TryGet(A, out _);
        cache.Put([new(new("City", RecordId.Of("c")), RecordCases.Alive(1))], 2);
        Assert.True(cache.TryGet(A, out _));
        Assert.False(cache.TryGet(B, out _));
    }

    [Fact]
    public void A_commit_that_changes_no_record_moves_the_checkpoint_too()
    {
        var cache = new RecordCache(capacity: 0, flushed: 5);
        cache.Put([], 6);
        Assert.Equal(6, cache.TakePinned().UpTo.Sequence);
        Assert.Empty(cache.TakePinned().Records);
        Assert.Throws<ArgumentOutOfRangeException>(() => cache.Put([], 6));
    }

    public enum Step { Put, PutTwo, Take, Flushed, StartLoad, Warm, Get }

    [Property(MaxTest = 1000)]
    public Property Whoever_misses_the_cache_finds_the_newest_in_the_store() => Prop.ForAll(
        (from step in Gen.Elements(Enum.GetValues<Step>()) from key in Gen.Choose(0, 4) select (step, key))
            .ListOf().Resize(200).ToArbitrary(),
        steps =>
        {
            var run = new Run();
            foreach (var (step, key) in steps)
                run.Do(step, key);
        });

    /// <summary>A journal, a projection and a reader of one cache, and what every key must read as.</summary>
    private sealed class Run
    {
        private readonly RecordCache _cache = new(capacity: 2 * Size);
        private readonly Dictionary<RecordKey, (StoredRecord Record, long Sequence)> _newest = [];
        private readonly Dictionary<RecordKey, StoredRecord> _store = [];
        private long _sequence, _flushed;
        private Unflushed? _taken;
        private (KeyValuePair<RecordKey, StoredRecord>[] Found, long Since)? _load;

        private static RecordKey Key(int key) => new("City", RecordId.Of(((char)('a' + key)).ToString()));

        public void Do(Step step, int key)
        {
            switch (step)
            {
                case Step.Put or Step.PutTwo:
                    Put(step == Step.Put ? [Key(key)] : [Key(key), Key((key + 1) % 5)]);
                    break;
                case Step.Take:
                    _taken = _cache.TakePinned();
                    break;
                case Step.Flushed when _taken is { } taken:
                    foreach (var (written, record) in taken.Records)
                        _store[written] = record;
                    _flushed = taken.UpTo.Sequence;
                    _cache.Flushed(taken.UpTo.Sequence);
                    _taken = null;
                    Assert.All(_newest.Where(pair => pair.Value.Sequence <= _flushed),
                        pair => Assert.Equal(pair.Value.Record, _store[pair.Key]));
                    break;
                case Step.StartLoad:
                    var since = _cache.FlushedUpTo;
                    _load = (_store.ToArray(), since);
                    break;
                case Step.Warm when _load is var (found, since2):
                    _cache.Warm(found, since2);
                    break;
                case Step.Get:
                    _cache.TryGet(Key(key), out _);
                    break;
            }
            Check();
        }

        private void Put(RecordKey[] keys)
        {
            var record = RecordCases.Alive((int)++_sequence % 10, _sequence);
            _cache.Put(keys.Select(key => KeyValuePair.Create(key, record)), _sequence);
            foreach (var key in keys)
                _newest[key] = (record, _sequence);
        }

        private void Check()
        {
            var pinned = _newest.Values.Count(newest => newest.Sequence > _flushed);
            Assert.Equal(pinned, _cache.TakePinned().Records.Count);
            Assert.InRange(_cache.Bytes, pinned * Size, Math.Max(2, pinned) * Size);
            foreach (var (key, (record, _)) in _newest)
                Assert.Equal(record, _cache.TryGet(key, out var held) ? held : _store[key]);
        }
    }
}
