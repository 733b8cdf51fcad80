using Syncro.Records;
using Syncro.Scribes;
using Xunit;

namespace Syncro.Tests.Records;

public sealed class CurrentRecordsSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly RecordStore _store;
    private readonly RecordCache _cache = new(capacity: 10_000);
    private readonly CurrentRecords _records;

    public CurrentRecordsSpecs()
    {
        _store = RecordStore.Open(RecordStoreOptions.File(_directory.File("records.db")));
        _records = new(_cache, _store);
    }

    [Fact]
    public async Task Every_key_is_answered()
    {
        RecordKey held = new("City", RecordId.Of(1)), stored = new("City", RecordId.Of(2)),
            absent = new("City", RecordId.Of(3));
        await _store.WriteAsync([new(stored, RecordCases.Alive(2))], RecordCases.UpTo(1));
        _cache.Put([new(held, RecordCases.Alive(1))], 1);
        var found = await _records.LoadAsync([held, stored, absent, stored]);
        Assert.Equal(3, found.Count);
        Assert.Equal(RecordCases.Alive(1), found[held]);
        Assert.Equal(RecordCases.Alive(2), found[stored]);
        Assert.Equal(StoredRecord.Unknown, found[absent]);
        Assert.True(_cache.TryGet(stored, out _));
    }

    [Fact]
    public async Task A_reader_never_sees_a_record_go_back()
    {
        var keys = Enumerable.Range(0, 50).Select(i => new RecordKey("City", RecordId.Of(i))).ToArray();
        var done = 0L;
        var writer = Task.Run(async () =>
        {
            for (var sequence = 1; sequence <= 300; sequence++)
            {
                _cache.Put(keys.Select(key => KeyValuePair.Create(key, RecordCases.Alive(0, sequence))), sequence);
                Volatile.Write(ref done, sequence);
                if (sequence % 3 != 0)
                    continue;
                var taken = _cache.TakePinned();
                await _store.WriteAsync(taken);
                _cache.Flushed(taken.UpTo.Sequence);
            }
        });
        while (!writer.IsCompleted)
        {
            var acknowledged = Volatile.Read(ref done);
            var found = await _records.LoadAsync(keys);
            Assert.All(found.Values, record => Assert.True(record.Position.Value >= acknowledged));
        }
        await writer;
    }

    public void Dispose()
    {
        _store.Dispose();
        _directory.Dispose();
    }
}
