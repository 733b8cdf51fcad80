using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Tests.Sessions;

/// <summary>Which pages are read before they are asked for, and when such a page is passed over.</summary>
public sealed class ReadAheadSpecs : IDisposable
{
    private static readonly JournalId Journal = new("j");

    private readonly List<PageCursor> _read = [];
    private readonly SemaphoreSlim _room = new(1);
    private readonly ReadAhead _pages;
    private Cursor _head = At(100);
    private Func<Task<OutgoingPage?>?> _fails = () => null;

    public ReadAheadSpecs() => _pages = new(
        (from, _) =>
        {
            _read.Add(from);
            return _fails() ?? Task.FromResult<OutgoingPage?>(new([], Behind(from), More: true));
        },
        () => _head, _room);

    public void Dispose() => _room.Dispose();

    private static Cursor At(long commit) => new(Journal, Position.Of(commit, 0), $"m{commit}");

    private static PageCursor Behind(PageCursor from) => from.Then(At(from.At.Position.Commit + 1), null);

    private static Reader Reader => new(
        new(new("laptop"), new("theirs")), Relay: false, Classes.All, Own: false, OnlyOurs: false, new("server"), Taken: null);

    private async Task<PageCursor> GiveAsync(PageCursor from, Reader reader)
    {
        var page = await _pages.ReadAsync(from, reader);
        _pages.Begin(reader, page);
        return page!.Next;
    }

    private static Reader Given(PageCursor next) => Reader with { Given = next.At.Position };

    [Fact]
    public async Task A_reader_that_asks_for_what_follows_finds_it_read_and_nothing_is_read_twice()
    {
        var next = new PageCursor(At(1), Nth: 1);
        for (var i = 0; i < 5; i++)
            next = await GiveAsync(next, i == 0 ? Reader : Given(next));
        Assert.Equal(4, _pages.Used);
        Assert.Equal(6, _read.Distinct().Count());
        Assert.Equal(6, _read.Count);
    }

    [Fact]
    public async Task After_the_journal_moved_it_is_read_again()
    {
        var next = await GiveAsync(new(At(1)), Reader);
        _head = At(101);
        await GiveAsync(next, Given(next));
        Assert.Equal((0, 2), (_pages.Used, _read.Count(from => from == next)));
    }

    [Fact]
    public async Task One_entitled_to_something_else_is_read_for_again()
    {
        var next = await GiveAsync(new(At(1)), Reader);
        await GiveAsync(next, Given(next) with { Taken = At(3) });
        Assert.Equal((0, 2), (_pages.Used, _read.Count(from => from == next)));
    }

    [Fact]
    public async Task A_reader_that_begins_again_and_again_costs_hardly_more_than_it_asks_for()
    {
        for (var i = 0; i < 90; i++)
            await GiveAsync(new(At(1)), Reader);
        Assert.InRange(_read.Count, 90, 101);
    }

    [Fact]
    public async Task A_page_that_nobody_asks_for_gives_its_place_to_others()
    {
        var next = await GiveAsync(new(At(1)), Reader);
        Assert.Equal(0, _room.CurrentCount);
        for (var i = 0; i < 9; i++)
            _pages.Tick();
        Assert.Equal(1, _room.CurrentCount);
        await GiveAsync(next, Given(next));
        Assert.Equal(2, _read.Count(from => from == next));
    }

    [Fact]
    public async Task Without_room_nothing_is_read_ahead_and_what_ends_gives_it_back()
    {
        await GiveAsync(new(At(1)), Reader);
        var other = new ReadAhead((_, _) => throw new InvalidOperationException("not to be read"), () => _head, _room);
        other.Begin(Reader, new([], new(At(2)), More: true));
        _pages.Drop();
        _pages.Drop();
        Assert.Equal(1, _room.CurrentCount);
    }

    [Fact]
    public async Task What_failed_before_it_was_asked_for_is_read_again()
    {
        var next = new PageCursor(At(2));
        _fails = () => _read.Count == 2 ? Task.FromException<OutgoingPage?>(new IOException("once")) : null;
        Assert.Equal(next, await GiveAsync(new(At(1)), Reader));
        Assert.Equal(Behind(next), await GiveAsync(next, Given(next)));
    }
}
