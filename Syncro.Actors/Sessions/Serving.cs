using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>Our journal on its way to the other side: a cursor that moves over the log, never a buffer.</summary>
/// <param name="Given">How far the reader was sent our journal, in this session.</param>
/// <param name="Told">The position that it was last told.</param>
/// <param name="SyncId">The <c>sync</c> whose page is being read; null where none is.</param>
/// <param name="Live">Whether its last <c>sync</c> was answered with <c>more: false</c>.</param>
/// <param name="Busy">Whether a page is being read of the log.</param>
/// <param name="Superseded">Whether the page being read was asked for before the last <c>sync</c>, and is passed over.</param>
/// <param name="Behind">Whether the log has more than what was read.</param>
/// <param name="MovedAt">When the reader was last told a position that moved without scribes for it.</param>
/// <param name="Unanswered">Pushes sent and not yet acknowledged, the oldest first.</param>
internal sealed record Serving(
    PageCursor? Given, Position Told, JsonText? SyncId, bool Live, bool Busy, bool Superseded, bool Behind, long MovedAt,
    ImmutableQueue<Push> Unanswered)
{
    /// <summary>Before the reader's first <c>sync</c>.</summary>
    public static readonly Serving Nothing =
        new(null, Position.Zero, null, false, false, false, false, long.MinValue / 2, ImmutableQueue<Push>.Empty);

    /// <summary>The last <c>sync</c> that came; null before the first.</summary>
    public JsonText? LastSync { get; init; }

    /// <summary>When the last <c>sync</c> was answered.</summary>
    public long AnsweredAt { get; init; }

    /// <summary>A <c>sync</c>: goes on behind the page just given, or from where it says.</summary>
    public Serving Asked(JsonText id, PageCursor from) =>
        this with
        {
            Given = from,
            Told = from.At.Position,
            SyncId = id,
            LastSync = id,
            Live = false,
            Busy = true,
            Superseded = Busy,
            Behind = false,
        };

    /// <summary>Where a <c>sync</c> from that cursor starts. What comes late came over a slow line: such pages do not grow.</summary>
    public PageCursor Resume(Cursor from, long now, SessionTiming timing) =>
        Given is not { } given || given.At != from ? new(from, Nth: 1)
        : given with { Nth = now - AnsweredAt < timing.Silence / 8 ? Math.Max(given.Nth, 1) : 1 };

    /// <summary>Whether a page is to be read now.</summary>
    public bool Due(int window) => Live && !Busy && Behind && Unanswered.Count() < window;

    /// <summary>The page that answers the <c>sync</c> is on its way.</summary>
    public Serving Answered(OutgoingPage page, long now) => this with
    {
        AnsweredAt = now,
        Given = page.More ? page.Next : page.Next with { Nth = 0 },
        Told = page.Next.At.Position,
        SyncId = null,
        Busy = false,
        Live = !page.More,
        // What was committed while the page was read is found by reading once more: no hole between the two.
        Behind = !page.More && !Planted.Is(Bug.LeavesAHoleWhereCatchUpMeetsLive),
    };

    /// <summary>A live page was read; <paramref name="push"/> is what it is sent as, null where it holds nothing.</summary>
    public Serving Read(OutgoingPage page, Push? push) => this with
    {
        Given = page.Next,
        Busy = false,
        Behind = Behind || page.More,
        Told = push is null ? Told : page.Next.At.Position,
        Unanswered = push is null ? Unanswered : Unanswered.Enqueue(push),
    };

    /// <summary>Where the reader stands, behind scribes that are not for it; null where it knows, or is told later.</summary>
    public Cursor? Untold(long now, SessionTiming timing) =>
        Live && Given!.At.Position != Told && now - MovedAt >= timing.Move && Unanswered.Count() < timing.Window ? Given.At : null;

    /// <summary>The reader is told its position by a push without scribes.</summary>
    public Serving Moved(Push push) => this with
    {
        Told = push.Position,
        MovedAt = push.SentAt,
        Unanswered = Unanswered.Enqueue(push),
    };

    /// <summary>The push with that id is acknowledged, and so is every one before it.</summary>
    public Serving Acknowledged(long id)
    {
        var rest = Unanswered;
        while (!rest.IsEmpty && rest.Peek().Id <= id)
            rest = rest.Dequeue();
        return this with { Unanswered = rest };
    }
}

/// <summary>A message of scribes sent live.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Position">Where the reader stands once it acknowledges it.</param>
/// <param name="SentAt">When it was sent.</param>
/// <param name="Keys">The records in it, kept for a version-1 peer alone.</param>
internal sealed record Push(long Id, Position Position, long SentAt, ImmutableArray<RecordKey> Keys);
