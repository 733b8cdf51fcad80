using Newtonsoft.Json;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Attributes = Syncro.Journal.Attributes;

namespace Syncro.Tests.Models;

/// <summary>What a transaction read, and what a record's mapping leaves out, is never lost from sight.</summary>
public sealed class TransactionSpecs : IAsyncLifetime
{
    private sealed record Cart(string Id, int Count, [property: JsonProperty(NullValueHandling = NullValueHandling.Ignore)] string? Note = null);

    private ModelPeer _peer = null!;
    private ModelSet<Cart> _carts = null!;

    public async Task InitializeAsync()
    {
        _peer = await ModelPeer.StartAsync("app", models => models.Add<Cart>());
        _carts = _peer.Models.Set<Cart>();
    }

    public Task DisposeAsync() => _peer.DisposeAsync().AsTask();

    [Fact]
    public async Task A_record_read_and_destroyed_is_destroyed_as_it_was_read_or_not_at_all()
    {
        await _carts.CreateAsync(new("c", 0));
        var tries = 0;
        await _peer.Models.CommitAsync(async transaction =>
        {
            var cart = await transaction.FindAsync<Cart>("c");
            if (tries++ == 0)
                await _carts.UpdateAsync("c", other => other with { Count = 1 });
            if (cart!.Count == 0)
                transaction.Destroy<Cart>("c");
        });
        Assert.Equal((2, 1), (tries, (await _carts.FindAsync("c"))!.Count));
    }

    [Fact]
    public async Task Two_who_save_one_new_record_both_succeed()
    {
        await Task.WhenAll(Enumerable.Range(1, 20).Select(count => _carts.SaveAsync(new("c", count))));
        Assert.NotNull(await _carts.FindAsync("c"));
    }

    [Fact]
    public async Task An_attribute_that_is_not_written_any_more_becomes_null()
    {
        await _carts.CreateAsync(new("c", 1, "x"));
        await _carts.UpdateAsync("c", cart => cart with { Note = null });
        Assert.Equal("null", (await _peer.Peer.FindAsync(new("Cart", "c")))!.State["note"].ToString());
    }

    [Fact]
    public async Task What_no_property_is_called_exactly_reaches_no_property()
    {
        await _peer.Peer.CommitAsync([new LocalChange.Create(new("Cart", "c"), Attributes.Of(
            [new("ID", JsonText.OfString("other")), new("COUNT", JsonText.Of(7)), new("big", JsonText.Parse("1e400"))]))]);
        Assert.Equal(new Cart("c", 0), await _carts.FindAsync("c"));
        var change = await _carts.Changes.After(Position.Zero).FirstAsync();
        Assert.Equal("1e400", change.Attributes["big"].ToString());
    }

    [Fact]
    public async Task A_record_of_another_kind_can_be_passed_over()
    {
        await _peer.Peer.CommitAsync([new LocalChange.Create(new("Cart", "bad"), Attributes.Of([new("count", JsonText.True)])),
            new LocalChange.Create(new("Cart", 5), Attributes.Of([]))]);
        await _carts.CreateAsync(new("good", 1));
        var passed = new List<RecordMismatchException>();
        Assert.Equal(["good"], await _carts.All(passed.Add).Select(cart => cart.Id).ToListAsync());
        Assert.Equal(2, passed.Count);
        await Assert.ThrowsAsync<RecordMismatchException>(async () => await _carts.All().CountAsync());
    }

    [Fact]
    public async Task Recording_that_is_off_ends_with_its_scope_wherever_that_is_disposed_of()
    {
        static async Task<IDisposable> OffAsync()
        {
            await Task.Yield();
            return Recording.Off();
        }
        (await OffAsync()).Dispose();
        Assert.False(Recording.IsOff);
        Task<bool> later;
        var ended = new TaskCompletionSource();
        using (Recording.Off())
        {
            Assert.True(Recording.IsOff);
            later = Task.Run(async () =>
            {
                await ended.Task;
                return Recording.IsOff;
            });
            using (Recording.Off())
                Assert.True(Recording.IsOff);
            Assert.True(Recording.IsOff);
        }
        ended.SetResult();
        Assert.False(await later);
        Assert.False(Recording.IsOff);
    }

    [Fact]
    public async Task What_is_told_and_what_is_not_can_not_be_one_transaction()
    {
        await _carts.CreateAsync(new("c", 1));
        var silent = new Cart("d", 1);
        Recording.Off(silent);
        await Assert.ThrowsAsync<InvalidRecordException>(() => _peer.Models.CommitAsync(transaction =>
        {
            transaction.Create(silent);
            transaction.Destroy<Cart>("c");
            return Task.CompletedTask;
        }));
        Assert.NotNull(await _carts.FindAsync("c"));
    }
}
