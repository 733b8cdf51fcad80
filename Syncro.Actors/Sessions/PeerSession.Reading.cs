using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <content>The other side's journal, read by us: one page or push at a time.</content>
internal sealed partial record PeerSession
{
    private PeerSession Ask(Cursor? from, bool own, ImmutableArray<Rejection> rejected, List<SessionEffect> effects)
    {
        var reading = Reading with { Seen = from, Own = own, Asked = NextId, AskedAt = Now, Taking = null };
        return (this with { Reading = reading })
            .Request(id => new Message.Sync(id, from, own, rejected), effects);
    }

    private PeerSession OnResponse(Message.Response response, List<SessionEffect> effects)
    {
        if (response.Id is not { } id || !long.TryParse(id.Utf8, out var number))
            return this;
        if (number != Reading.Asked)
            return response.Result is Result.Pushed pushed ? OnPushed(number, pushed, effects) : this;
        var asked = this with { Reading = Reading with { Asked = null } };
        switch (response.Result)
        {
            case Result.Reset when Reading.Seen is not null:
                return (asked with { ReadBefore = null }).Ask(null, own: true, [], effects);
            case Result.Page page when page.Position >= (Reading.Seen?.Position ?? Position.Zero):
                var upto = new Cursor(Theirs!.Journal, page.Position, page.Mark);
                return asked.Take(page.Scribes, upto, page.More, null, effects);
            default:
                return Close(new(Code.Malformed, "an answer to sync that is none"), effects);
        }
    }

    private PeerSession OnPush(Message.AddScribes push, List<SessionEffect> effects)
    {
        if (!Reading.Live)
            return Close(new(Code.Malformed, "add_scribes before the catch-up ended"), effects);
        var seen = Reading.Seen?.Position ?? Position.Zero;
        // A cause that is spread over several pushes keeps the position before it until its last.
        var isNew = push.Position > seen || (push.Position == seen && !push.Scribes.IsEmpty);
        return isNew
            ? Take(push.Scribes, new(Theirs!.Journal, push.Position, push.Mark), false, push.Id ?? JsonText.Null, effects)
            : Answer(push.Id, new Result.Pushed(seen, []), effects);
    }

    private PeerSession Take(
        ImmutableArray<WireScribe> scribes, Cursor upto, bool more, JsonText? pushId, List<SessionEffect> effects)
    {
        var source = new Source(Reader!.Journal, Trusted, Recovered: Trusted && !Reader.Relay);
        // A page of a catch-up is before the head that the greeting told.
        if (upto.Position > Theirs!.Head)
            effects.Add(new SessionEffect.Told(upto));
        return (this with { Reading = Reading with { Taking = new(upto, more, pushId) } })
            .Do(effects, new SessionEffect.Take(new(source, scribes, upto, Reading.Own && more && !Planted.Is(Bug.ForgetsOwnHalfWay))));
    }

    private PeerSession OnPageTaken(ImmutableArray<Rejection> rejected, List<SessionEffect> effects)
    {
        if (At != Phase.Open || Reading.Taking is not var (upto, more, pushId))
            return this;
        if (!rejected.IsEmpty)
            effects.Add(new SessionEffect.Report(
                $"{rejected.Length} scribes refused; the first is {rejected[0].Id}: {rejected[0].Code} {rejected[0].Text}"));
        if (more)
            return Ask(upto, Reading.Own && !Planted.Is(Bug.ForgetsOwnHalfWay), rejected, effects).ServeOn(ReadsAgain, effects);
        var next = this with { Reading = Reading with { Seen = upto, Own = false, Live = true, Taking = null } };
        var answered = pushId is { } id
            ? next.Answer(id, new Result.Pushed(upto.Position, rejected), effects)
            : next.Request(request => new Message.Ack(request, upto.Position, upto.Mark, rejected), effects);
        return answered.ServeOn(ReadsAgain, effects);
    }
}
