using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <content>Our journal, read by the other side.</content>
internal sealed partial record PeerSession
{
    private PeerSession OnSync(Message.Sync sync, List<SessionEffect> effects)
    {
        if (Serving.SyncId is not null)
            return Close(new(Code.TooMany, "a sync while another is being answered"), effects);
        // Its second answer would pass by an asker who waits for none, and what it holds with it.
        if (sync.Id is { } id && id == Serving.LastSync)
            return Close(new(Code.Malformed, $"sync {id} came twice"), effects);
        ReportRejected(sync.Rejected, effects);
        var from = sync.From ?? Cursor.Start(Terms.Journal);
        var next = this with
        {
            Reader = Reader! with { Own = sync.Own },
            Serving = Serving.Asked(sync.Id ?? JsonText.Null, Serving.Resume(from, Now, Terms.Timing)),
        };
        next = next.Acknowledged(from.Position, effects);
        return next.Serving.Superseded ? next
            : next.ReadsAgain ? next with { Serving = next.Serving with { Busy = false } }
            : next.ReadGiven(effects);
    }

    /// <summary>
    /// Whether a leaf's journal is being read from the beginning though it was read before. Meanwhile nothing is served to
    /// it: a withdraw could not say how far its own was taken, for what was read before may not be of its history. Nor is
    /// anything while we recover from it what we lost: it would be put right with less than what it is about to tell.
    /// </summary>
    private bool ReadsAgain => ReadAfter is null && !Reading.Live && !Reader!.Relay
        && (Trusted || (ReadBefore is { } before && (Reading.Seen?.Position ?? Position.Zero) < before.Position));

    /// <summary>It holds ours up to there; where that was waited for, we read it again.</summary>
    private PeerSession Acknowledged(Position upto, List<SessionEffect> effects) =>
        ReadAfter is { } due && upto >= due ? (this with { ReadAfter = null }).Ask(null, own: true, [], effects) : this;

    private PeerSession ReadGiven(List<SessionEffect> effects) =>
        Do(effects, new SessionEffect.Read(Serving.Given!, Current));

    // A sync that came while its journal was read again waits for its answer.
    private PeerSession ServeOn(bool readAgain, List<SessionEffect> effects) =>
        readAgain && !ReadsAgain && Serving is { SyncId: not null, Busy: false }
            ? (this with { Serving = Serving with { Busy = true } }).ReadGiven(effects) : ReadOn(effects);

    /// <summary>The reader, with how far we have read its own journal by now, or had before we began it again.</summary>
    private Reader Current => Reader! with
    {
        Taken = !Reading.Live && ReadBefore is { } before && before.Position > (Reading.Seen?.Position ?? Position.Zero)
            ? before : Reading.Seen,
    };

    private PeerSession OnPageRead(OutgoingPage? page, List<SessionEffect> effects)
    {
        if (At != Phase.Open)
            return this;
        if (Serving.Superseded)
            return (this with { Serving = Serving with { Superseded = false } }).ReadGiven(effects);
        if (Serving.SyncId is not { } id)
            return page is null
                ? Close(new(Code.Internal, "the log lost its own history"), effects)
                : OnLivePage(page, effects);
        if (page is null)
            return (this with { Serving = Serving.Nothing with { Unanswered = Serving.Unanswered, LastSync = Serving.LastSync } })
                .Answer(id, new Result.Reset(), effects);
        effects.Add(new SessionEffect.Acknowledge(Serving.Given!.At.Position));
        var answered = Answer(
            id, new Result.Page(page.Scribes, page.Next.At.Position, page.Next.At.Mark, page.More), effects);
        // What it has lost it has now; what it sends from here on it holds.
        var reader = page.More ? Reader! : Reader! with { Own = false };
        return (answered with { Reader = reader.GivenUpTo(page), Serving = Serving.Answered(page, Now) }).ReadOn(effects);
    }

    private PeerSession OnLivePage(OutgoingPage page, List<SessionEffect> effects)
    {
        var push = page.Scribes.IsEmpty ? null : new Push(NextId, page.Next.At.Position, Now, []);
        var next = this with { Reader = Reader!.GivenUpTo(page), Serving = Serving.Read(page, push) };
        if (push is not null)
            next = next.Request(
                id => new Message.AddScribes(id, page.Scribes, page.Next.At.Position, page.Next.At.Mark) { Written = page.Written }, effects);
        next = next.ReadOn(effects);
        return next.Serving.Busy ? next : next.MoveOn(effects);
    }

    /// <summary>
    /// Reads the next page where there is one and the window allows it. For a leaf never while something of its own is
    /// being recorded: a withdraw says how far that was taken, and has to say it of the very log it was read from.
    /// </summary>
    private PeerSession ReadOn(List<SessionEffect> effects) =>
        !Serving.Due(Terms.Timing.Window) || ReadsAgain || (Reading.Taking is not null && !Reader!.Relay) ? this
        : (this with { Serving = Serving with { Busy = true, Behind = false } }).ReadGiven(effects);

    /// <summary>Tells where the reader stands now: at once where nothing more is being read for it, but not too often.</summary>
    private PeerSession MoveOn(List<SessionEffect> effects) => Serving.Untold(Now, Terms.Timing) is not { } at ? this
        : (this with { Serving = Serving.Moved(new(NextId, at.Position, Now, [])) })
            .Request(id => new Message.AddScribes(id, [], at.Position, at.Mark), effects);

    private PeerSession OnAck(Message.Ack ack, List<SessionEffect> effects)
    {
        ReportRejected(ack.Rejected, effects);
        var next = Answer(ack.Id, new Result.Value(JsonText.True), effects);
        if (Serving.Given?.At.Position is not { } given || ack.Position > given)
            return next;
        effects.Add(new SessionEffect.Acknowledge(ack.Position));
        return next.Acknowledged(ack.Position, effects);
    }

    private PeerSession OnPushed(long id, Result.Pushed pushed, List<SessionEffect> effects)
    {
        ReportRejected(pushed.Rejected, effects);
        var next = this with { Serving = Serving.Acknowledged(id) };
        if (Serving.Given?.At.Position is { } given && pushed.Position <= given)
        {
            effects.Add(new SessionEffect.Acknowledge(pushed.Position));
            next = next.Acknowledged(pushed.Position, effects);
        }
        return next.ReadOn(effects);
    }

    private static void ReportRejected(ImmutableArray<Rejection> rejected, List<SessionEffect> effects)
    {
        if (rejected is [var first, ..])
            effects.Add(new SessionEffect.Report(
                $"{rejected.Length} of our scribes refused; the first is {first.Id}: {first.Code} {first.Text}"));
    }
}
