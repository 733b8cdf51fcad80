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
        ReportRejected(sync.Rejected, effects);
        var from = sync.From is { Position.Value: > 0 } given ? given : Cursor.Start(Terms.Journal);
        var next = this with
        {
            Reader = Reader! with { Own = sync.Own },
            Serving = Serving.Asked(sync.Id ?? JsonText.Null, Serving.Resume(from)),
        };
        return next.Serving.Superseded ? next : next.ReadGiven(effects);
    }

    private PeerSession ReadGiven(List<SessionEffect> effects) =>
        Do(effects, new SessionEffect.Read(Serving.Given!, Current));

    /// <summary>The reader, with how far we have read its own journal by now, or had before we began it again.</summary>
    private Reader Current => Reader! with
    {
        Taken = ReadBefore is { } before && before.Position > (Reading.Seen?.Position ?? Position.Zero) ? before : Reading.Seen,
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
            return (this with { Serving = Serving.Nothing with { Unanswered = Serving.Unanswered } })
                .Answer(id, new Result.Reset(), effects);
        effects.Add(new SessionEffect.Acknowledge(Serving.Given!.At.Position));
        var answered = Answer(
            id, new Result.Page(page.Scribes, page.Next.At.Position, page.Next.At.Mark, page.More), effects);
        // What it has lost it has now; what it sends from here on it holds.
        var reader = page.More ? Reader! : Reader! with { Own = false };
        return (answered with { Reader = reader, Serving = Serving.Answered(page) }).ReadOn(effects);
    }

    private PeerSession OnLivePage(OutgoingPage page, List<SessionEffect> effects)
    {
        var push = page.Scribes.IsEmpty ? null : new Push(NextId, page.Next.At.Position, Now, []);
        var next = this with { Serving = Serving.Read(page, push, Now + Terms.Timing.Move) };
        if (push is not null)
            next = next.Request(
                id => new Message.AddScribes(id, page.Scribes, page.Next.At.Position, page.Next.At.Mark), effects);
        return next.ReadOn(effects);
    }

    /// <summary>
    /// Reads the next page where there is one and the window allows it. For a leaf never while something of its own is
    /// being recorded: a withdraw says how far that was taken, and has to say it of the very log it was read from.
    /// </summary>
    private PeerSession ReadOn(List<SessionEffect> effects) =>
        !Serving.Due(Terms.Timing.Window) || (Reading.Taking is not null && !Reader!.Relay) ? this
        : (this with { Serving = Serving with { Busy = true, Behind = false } }).ReadGiven(effects);

    private PeerSession MoveOn(List<SessionEffect> effects)
    {
        if (!Serving.Live || Serving.MoveDue is not { } due || Now < due || Serving.Unanswered.Count() >= Terms.Timing.Window)
            return this;
        var at = Serving.Given!.At;
        return (this with { Serving = Serving.Moved(new(NextId, at.Position, Now, [])) })
            .Request(id => new Message.AddScribes(id, [], at.Position, at.Mark), effects);
    }

    private PeerSession OnAck(Message.Ack ack, List<SessionEffect> effects)
    {
        ReportRejected(ack.Rejected, effects);
        if (Serving.Given?.At.Position is { } given && ack.Position <= given)
            effects.Add(new SessionEffect.Acknowledge(ack.Position));
        return Answer(ack.Id, new Result.Value(JsonText.True), effects);
    }

    private PeerSession OnPushed(long id, Result.Pushed pushed, List<SessionEffect> effects)
    {
        ReportRejected(pushed.Rejected, effects);
        if (Serving.Given?.At.Position is { } given && pushed.Position <= given)
            effects.Add(new SessionEffect.Acknowledge(pushed.Position));
        return (this with { Serving = Serving.Acknowledged(id) }).ReadOn(effects);
    }

    private static void ReportRejected(ImmutableArray<Rejection> rejected, List<SessionEffect> effects)
    {
        if (rejected is [var first, ..])
            effects.Add(new SessionEffect.Report(
                $"{rejected.Length} of our scribes refused; the first is {first.Id}: {first.Code} {first.Text}"));
    }
}
