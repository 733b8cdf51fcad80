using System.Collections;
using FsCheck.Fluent;
using Syncro.Records;
using Syncro.Scribes;
using Xunit;

namespace Syncro.Tests.Records;

/// <summary>What every database must do; subclasses say which.</summary>
public abstract class RecordStoreSpecs : IDisposable
{
    private protected static readonly Checkpoint First = new(new("j1"), 1, "mark", new(new("j1"), Position.Of(1, 3), "head"));
    private readonly RecordStore _store;

    protected RecordStoreSpecs() => _store = Open();

    private protected abstract RecordStore Open();

    [Fact]
    public async Task Records_come_back_exactly()
    {
        var records = Gen.Sample(RecordCases.Records, 10, 300).Zip(Gen.Sample(RecordCases.Ids, 10, 300))
            .Where(pair => !pair.Item1.State.IsUnknown).DistinctBy(pair => pair.Item2)
            .Select((pair, i) => RecordCases.Of(i % 2 == 0 ? "City" : "Straße", pair.Item2, pair.Item1)).ToArray();
        await _store.WriteAsync(records, First);
        var absent = new RecordKey("Town", RecordId.Of(1));
        var found = await _store.LoadAsync([.. records.Select(pair => pair.Key), absent]);
        Assert.Equal(records.Length, found.Count);
        Assert.All(records, pair => Assert.Equal(pair.Value, found[pair.Key]));
        Assert.Equal(records.Count(pair => pair.Value.State.Alive), await _store.CountAsync());
        Assert.Equal(
            records.Where(pair => pair.Value.State.Alive).GroupBy(pair => pair.Key.Class).ToDictionary(group => group.Key, group => group.LongCount()),
            (await _store.CountByClassAsync()).ToDictionary());
    }

    [Fact]
    public async Task Who_catches_up_is_led_to_each_record_once_in_the_order_of_its_last_change()
    {
        Assert.Null(await _store.ChangedAsync(new("laptop"), false, Position.Zero, 1));
        var cases = new ChangedRecordsCases(seed: 1);
        for (var commit = 0; commit < 40; commit++)
        {
            await _store.WriteAsync(cases.Next());
            if (commit % 8 != 7)
                continue;
            foreach (var (client, relay) in ((string, bool)[])[("laptop", false), ("tablet", false), ("phone", true)])
                Assert.Equal(cases.After(client, relay, new(0)), await PagesAsync(client, relay, maxBytes: 400));
            var middle = Position.Of(20, 0);
            var whole = await _store.ChangedAsync(new("laptop"), false, middle, long.MaxValue);
            Assert.Equal(cases.After("laptop", false, middle), whole!.Records);
            Assert.Equal((false, _store.Checkpoint), (whole.More, whole.UpTo));
        }
    }

    private async Task<List<ChangedRecord>> PagesAsync(string client, bool relay, long maxBytes)
    {
        for (var read = new List<ChangedRecord>(); ;)
        {
            var page = await _store.ChangedAsync(new(client), relay, read is [.., var last] ? last.At : Position.Zero, maxBytes);
            read.AddRange(page!.Records);
            if (!page.More)
                return read;
            Assert.InRange(page.Records.Count, 1, 9);
        }
    }

    [Fact]
    public async Task A_record_written_again_is_replaced()
    {
        await _store.WriteAsync([RecordCases.Of("City", RecordId.Of(1), RecordCases.Alive(1))], First);
        await _store.WriteAsync([RecordCases.Of("City", RecordId.Of(1), RecordCases.Alive(2, 4096))], First);
        var key = new RecordKey("City", RecordId.Of(1));
        Assert.Equal(RecordCases.Alive(2, 4096), (await _store.LoadAsync([key, key]))[key]);
        Assert.Equal(1, await _store.CountAsync());
    }

    [Fact]
    public async Task An_integer_id_is_not_the_string_of_its_digits()
    {
        await _store.WriteAsync([RecordCases.Of("City", RecordId.Of(560), RecordCases.Alive(1))], First);
        Assert.Empty(await _store.LoadAsync([new("City", RecordId.Of("560")), new("city", RecordId.Of(560))]));
    }

    [Fact]
    public async Task A_record_of_which_nothing_is_known_is_removed()
    {
        var key = new RecordKey("City", RecordId.Of(1));
        await _store.WriteAsync([new(key, RecordCases.Alive(1))], First);
        await _store.WriteAsync([new(key, StoredRecord.Unknown)], First);
        Assert.Empty(await _store.LoadAsync([key]));
        Assert.Equal(0, await _store.CountAsync());
    }

    [Fact]
    public async Task Pages_follow_the_order_of_ids_and_hold_the_living_of_one_class()
    {
        string[] integers = ["-10", "-9", "0", "2", "10", new string('7', 40)];
        string[] strings = ["10", "2", "a", "é", "\uFFFF", "😀"];
        RecordId[] ids = [.. integers.Select(RecordCases.Whole), .. strings.Select(RecordId.Of)];
        await _store.WriteAsync(
            [
                .. ids.Reverse().Select(id => RecordCases.Of("City", id, RecordCases.Alive(1))),
                RecordCases.Of("City", RecordId.Of(5), RecordCases.Dead),
                RecordCases.Of("Region", RecordId.Of(6), RecordCases.Alive(1)),
            ], First);
        var read = new List<RecordId>();
        for (RecordId? after = null; ;)
        {
            var page = await _store.PageAsync("City", after, 5);
            read.AddRange(page.Select(pair => pair.Key));
            if (page.Length < 5)
                break;
            after = page[^1].Key;
        }
        Assert.Equal(ids, read);
        Assert.Equal(RecordCases.Alive(1).State, (await _store.PageAsync("City", null, 1))[0].Value);
        Assert.Equal(12 + 1, await _store.CountAsync());
    }

    [Fact]
    public async Task More_records_than_a_statement_takes_are_written_and_loaded()
    {
        var records = Enumerable.Range(0, 1200)
            .Select(i => RecordCases.Of("City", RecordId.Of(i), RecordCases.Alive(i))).ToArray();
        await _store.WriteAsync(records, First);
        await _store.WriteAsync(records, First);
        var found = await _store.LoadAsync([.. records.Select(pair => pair.Key)]);
        Assert.All(records, pair => Assert.Equal(pair.Value, found[pair.Key]));
    }

    [Fact]
    public async Task A_write_that_fails_leaves_rows_and_checkpoint_as_they_were()
    {
        await _store.WriteAsync([RecordCases.Of("City", RecordId.Of(1), RecordCases.Alive(1))], First);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _store.WriteAsync(new Failing(stop), First with { Sequence = 2 }, stop.Token));
        Assert.Equal(First, _store.Checkpoint);
        Assert.Equal(First, Reopened().Checkpoint);
        Assert.Equal(1, await _store.CountAsync());
        await _store.WriteAsync([], First with { Sequence = 2 });
        Assert.Equal(2, _store.Checkpoint!.Sequence);
    }

    [Fact]
    public async Task A_store_opened_again_holds_what_was_written()
    {
        Assert.Null(_store.Checkpoint);
        await _store.WriteAsync([RecordCases.Of("City", RecordId.Of(1), RecordCases.Alive(1))], First);
        var last = First with { Sequence = 7 };
        await _store.WriteAsync([RecordCases.Of("City", RecordId.Of(2), RecordCases.Alive(2))], last);
        _store.Dispose();
        using var again = Open();
        Assert.Equal(last, again.Checkpoint);
        Assert.Equal(2, await again.CountAsync());
    }

    [Fact]
    public async Task A_cleared_store_is_as_new()
    {
        await _store.WriteAsync([RecordCases.Of("City", RecordId.Of(1), RecordCases.Alive(1))], First);
        Assert.Equal(1, await _store.CountAsync());
        await _store.ClearAsync();
        Assert.Null(_store.Checkpoint);
        Assert.Null(Reopened().Checkpoint);
        Assert.Equal(0, await _store.CountAsync());
        Assert.Empty(await _store.PageAsync("City", null, 10));
    }

    [Fact]
    public async Task A_disposed_store_refuses_work()
    {
        _store.Dispose();
        _store.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _store.CountAsync());
    }

    private RecordStore Reopened()
    {
        var store = Open();
        store.Dispose();
        return store;
    }

    public virtual void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    // Cancels the write once its first row is in.
    private sealed class Failing(CancellationTokenSource stop)
        : IReadOnlyCollection<KeyValuePair<RecordKey, StoredRecord>>
    {
        public int Count => 2;

        public IEnumerator<KeyValuePair<RecordKey, StoredRecord>> GetEnumerator()
        {
            yield return RecordCases.Of("City", RecordId.Of(1), RecordCases.Alive(99));
            stop.Cancel();
            yield return RecordCases.Of("City", RecordId.Of(2), RecordCases.Alive(99));
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
