using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// The pages of one session, each read while the reader still records the one before it. What was read ahead is given out
/// only where reading it now would give the same: to the same reader, from the same place, of a journal that has not moved.
/// So nobody is sent what it may no longer read. Else it is read again, and some are then not read ahead: whoever asks for
/// other pages than those that follow, or asks late, costs hardly more than by asking.
/// </summary>
/// <param name="read">Reads a page; null where the cursor is not of our journal's history.</param>
/// <param name="head">Where our journal ends.</param>
/// <param name="room">Pages that may wait so, of all sessions.</param>
internal sealed class ReadAhead(Func<PageCursor, Reader, Task<OutgoingPage?>> read, Func<Cursor> head, SemaphoreSlim room)
{
    private const int Rest = 8, Ages = 8;

    private Ahead? _ahead;
    private int _rest, _age;

    private sealed record Ahead(PageCursor From, Reader Reader, Cursor Head, Task<OutgoingPage?> Page);

    /// <summary>How often a page was there already.</summary>
    public int Used { get; private set; }

    /// <summary>The next page. Not to be called before the one before it has completed.</summary>
    public Task<OutgoingPage?> ReadAsync(PageCursor from, Reader reader)
    {
        if (_ahead is not { } ahead)
            return read(from, reader);
        var moved = ahead.Head != head() && !Planted.Is(Bug.SendsAPageReadBeforeTheJournalMoved);
        if (moved || ahead.From != from || ahead.Reader != reader)
        {
            Drop();
            return read(from, reader);
        }
        Leave();
        Used++;
        return OrAgainAsync(ahead);
    }

    /// <summary>A page was given out: the one behind it will be asked for.</summary>
    /// <param name="reader">Whom it was read for.</param>
    /// <param name="page">The page.</param>
    public void Begin(Reader reader, OutgoingPage? page)
    {
        if (page is not { More: true } || _ahead is not null || (_rest > 0 && _rest-- > 0) || !room.Wait(0))
            return;
        var (next, at) = (reader.GivenUpTo(page), head());
        (_ahead, _age) = (new(page.Next, next, at, read(page.Next, next)), 0);
    }

    /// <summary>Time passes: a page that nobody asks for gives its place to others.</summary>
    public void Tick()
    {
        if (_ahead is not null && ++_age > Ages)
            Drop();
    }

    /// <summary>Nothing more is asked for.</summary>
    public void Drop()
    {
        if (_ahead is not { } ahead)
            return;
        Leave();
        _rest = Rest;
        // Nobody is to hear of a page that nobody asked for.
        ahead.Page.ContinueWith(page => page.Exception, TaskScheduler.Default);
    }

    private void Leave()
    {
        _ahead = null;
        room.Release();
    }

    // What failed before it was asked for may well succeed now, and else fails again.
    private async Task<OutgoingPage?> OrAgainAsync(Ahead ahead)
    {
        try
        {
            return await ahead.Page.ConfigureAwait(false);
        }
        catch (Exception)
        {
            return await read(ahead.From, ahead.Reader).ConfigureAwait(false);
        }
    }
}
