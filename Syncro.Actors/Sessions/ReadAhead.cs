using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// The pages of one session, each read while the reader still records the one before it. What was read ahead is given out
/// only where reading it now would give the same: to the same reader, from the same place, of a journal that has not moved.
/// So nobody is sent what it may no longer read. Else it is read again, and after a journal that moved some are not read ahead.
/// </summary>
/// <param name="read">Reads a page; null where the cursor is not of our journal's history.</param>
/// <param name="head">Where our journal ends.</param>
/// <param name="room">Pages that may wait so, of all sessions.</param>
internal sealed class ReadAhead(Func<PageCursor, Reader, Task<OutgoingPage?>> read, Func<Cursor> head, SemaphoreSlim room)
{
    private const int Rest = 8;

    private Ahead? _ahead;
    private int _rest;

    private sealed record Ahead(PageCursor From, Reader Reader, Cursor Head, Task<OutgoingPage?> Page);

    /// <summary>How often a page was there already.</summary>
    public int Used { get; private set; }

    /// <summary>The next page. Not to be called before the one before it has completed.</summary>
    public Task<OutgoingPage?> ReadAsync(PageCursor from, Reader reader)
    {
        if (Take() is not { } ahead)
            return read(from, reader);
        var moved = ahead.Head != head() && !Planted.Is(Bug.SendsAPageReadBeforeTheJournalMoved);
        if (moved)
            _rest = Rest;
        if (moved || ahead.From != from || ahead.Reader != reader)
            return read(from, reader);
        Used++;
        return ahead.Page;
    }

    /// <summary>A page was given out: the one behind it will be asked for.</summary>
    /// <param name="reader">Whom it was read for.</param>
    /// <param name="page">The page.</param>
    public void Begin(Reader reader, OutgoingPage? page)
    {
        if (page is not { More: true } || _rest-- > 0 || _ahead is not null || !room.Wait(0))
            return;
        _rest = 0;
        var (next, at) = (reader.GivenUpTo(page), head());
        _ahead = new(page.Next, next, at, read(page.Next, next));
    }

    /// <summary>Nothing more is asked for.</summary>
    public void End() => Take();

    // Where one that nobody wants has failed, reading it again fails too, or does not.
    private Ahead? Take()
    {
        var ahead = _ahead;
        if (ahead is not null)
            room.Release();
        _ahead = null;
        return ahead;
    }
}
