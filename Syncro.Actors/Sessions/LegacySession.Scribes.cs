using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <content>Scribes in both directions.</content>
internal sealed partial record LegacySession
{
    private const int MaxEarly = 4096;

    // Answers to its syncs that it has not confirmed, besides the window: each remembers what was in it.
    private const int MaxUnconfirmed = 64;

    private LegacySession Begin(KnownPeer known, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Ready());
        var reading = Reading with { Seen = known.Seen, Asked = NextId, AskedAt = Now };
        return (this with { Reading = reading }).Request(
            id => new Message.LegacySync(id, LastId(known.Seen)), effects);
    }

    // A version-1 cursor keeps the other side's own id, as it came.
    private static JsonText? LastId(Cursor? seen) => seen is { Mark.Length: > 0 } ? JsonText.Parse(seen.Mark) : null;

    private LegacySession OnResponse(JsonText? id, Result result, List<SessionEffect> effects)
    {
        if (Number(id) is not { } number)
            return this;
        if (number != Reading.Asked)
            return AnswerCall(number, result, effects).Acknowledge(number, effects);
        var asked = this with { Reading = Reading with { Asked = null } };
        return result switch
        {
            Result.LegacyPage({ IsEmpty: true }) => asked with { Early = [] },
            // It doesn't tell what it had of us when it made them: whatever we know of may have crossed them.
            Result.LegacyPage(var scribes) => (asked with { Early = [] }).Take(
                AfterEarly(scribes), Upto(scribes[^1].Id), null, Position.Zero, effects),
            _ => Close(new(Code.Malformed, "an answer to sync that is none"), effects),
        };
    }

    /// <summary>
    /// The scribes of a page less those pushed ahead of it. What was pushed ahead of something that the page has before it,
    /// of the same record, was taken in the wrong order, and is taken again behind it.
    /// </summary>
    private ImmutableArray<WireScribe> AfterEarly(ImmutableArray<WireScribe> page)
    {
        var behind = new HashSet<RecordKey>();
        var left = ImmutableArray.CreateBuilder<WireScribe>(page.Length);
        foreach (var wire in page)
        {
            RecordKey? key = wire.Scribe is Scribe.Change change ? change.Key : null;
            if (Early.Contains(wire.Id) && !(key is { } of && behind.Contains(of)))
                continue;
            if (key is { } record)
                behind.Add(record);
            left.Add(wire);
        }
        return left.DrainToImmutable();
    }

    private LegacySession OnPush(Message.AddScribe push, List<SessionEffect> effects)
    {
        var (scribe, id) = (push.Scribe, push.Id ?? JsonText.Null);
        if (Reading.Asked is null)
            return Take([scribe], Upto(scribe.Id), id, Sent, effects);
        return Early.Count < MaxEarly
            ? (this with { Early = Early.Add(scribe.Id) }).Take([scribe], Upto(JsonText.Null), id, Position.Zero, effects)
            : Close(new(Code.TooMany, $"more than {MaxEarly} pushes before the answer to our sync"), effects);
    }

    /// <summary>The cursor after a scribe with that id; where it has none, as it is.</summary>
    private Cursor Upto(JsonText id) => id == JsonText.Null
        ? Reading.Seen ?? Cursor.Start(JournalId.Legacy)
        : new Cursor(JournalId.Legacy, Position.Zero, id.ToString());

    /// <summary>How far it was sent our journal.</summary>
    private Position Sent => Given?.At?.Position ?? Position.Zero;

    private LegacySession Take(
        ImmutableArray<WireScribe> scribes, Cursor upto, JsonText? answering, Position sent, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Told(upto));
        effects.Add(new SessionEffect.Take(new(
            new(Reader.Journal, Reader.Relay), scribes, upto, false,
            new(sent, [.. Unanswered.SelectMany(push => push.Keys)]))));
        return this with { Answering = answering, Reading = Reading with { Taking = new(upto, false, answering) } };
    }

    private LegacySession OnPageTaken(ImmutableArray<Rejection> rejected, List<SessionEffect> effects)
    {
        if (Reading.Taking is not { } taking)
            return this;
        foreach (var rejection in rejected)
            effects.Add(new SessionEffect.Report($"scribe {rejection.Id} refused: {rejection.Code} {rejection.Text}"));
        var next = this with { Answering = null, Reading = Reading with { Seen = taking.Upto, Taking = null } };
        if (Answering is { } id && rejected.FirstOrDefault(r => r.Code == (int)Code.NotAllowed) is { } forbidden)
            effects.Add(new SessionEffect.Send(new Message.Error(id, forbidden.Code, forbidden.Text)));
        else if (Answering is { } taken)
            next = next.Answer(taken, JsonText.True, effects);
        return next;
    }

    private LegacySession OnSync(JsonText? id, JsonText? from, List<SessionEffect> effects)
    {
        if (SyncId is not null)
            return Close(new(Code.TooMany, "a sync while another is being answered"), effects);
        if (Unanswered.Count() >= Terms.Timing.Window + MaxUnconfirmed)
            return Close(new(Code.TooMany, $"{Unanswered.Count()} answers and pushes that it did not confirm"), effects);
        var next = this with
        {
            SyncId = id ?? JsonText.Null,
            Superseded = Fetching,
            Fetching = true,
            HasMore = false,
            Given = new(null, from, Position.Zero, false, LegacyHolds.AsTheLogSays),
        };
        return next.Superseded ? next : next.ReadAsked(effects);
    }

    private LegacySession ReadAsked(List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.ReadLegacy(Given!, Reader, MaxPage, int.MaxValue));
        return this;
    }

    private LegacySession OnPageRead(LegacyPage page, List<SessionEffect> effects)
    {
        if (Superseded)
            return (this with { Superseded = false }).ReadAsked(effects);
        foreach (var key in page.HeldBack)
            effects.Add(new SessionEffect.Report($"{key} is held back: a scribe of it is above {LegacyPage.MaxScribe} bytes"));
        var read = this with { Given = page.Next, Fetching = false, HasMore = HasMore || page.More };
        var sent = read.SyncId is { } id ? read.AnswerSync(id, page, effects) : read.PushAll(page, effects);
        return sent.ReadOn(effects);
    }

    private LegacySession AnswerSync(JsonText id, LegacyPage page, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Send(new Message.Response(id, new Result.LegacyPage(page.Scribes))));
        // Nothing answers an answer: this noop's answer says that the page was read. One more look at the log finds what
        // was committed meanwhile.
        var fence = new Push(NextId, page.Next.At!.Position, Now, [.. page.Scribes.SelectMany(Keys)]);
        return (this with { SyncId = null, HasMore = true, Unanswered = Unanswered.Enqueue(fence) })
            .Request(request => new Message.Noop(request), effects);
    }

    private LegacySession PushAll(LegacyPage page, List<SessionEffect> effects)
    {
        var next = this;
        foreach (var scribe in page.Scribes)
        {
            var position = LegacyId.PositionOf(scribe.Id) ?? Position.Zero;
            var push = new Push(next.NextId, position, Now, [.. Keys(scribe)]);
            next = (next with { Unanswered = next.Unanswered.Enqueue(push) })
                .Request(id => new Message.AddScribe(id, scribe), effects);
        }
        if (next.Unanswered.IsEmpty && page.Next.At is { } at)
            effects.Add(new SessionEffect.Acknowledge(at.Position));
        return next;
    }

    private LegacySession ReadOn(List<SessionEffect> effects)
    {
        var room = Terms.Timing.Window - Unanswered.Count();
        if (Given?.At is null || Fetching || !HasMore || room <= 0)
            return this;
        effects.Add(new SessionEffect.ReadLegacy(Given, Reader, int.MaxValue, room));
        return this with { Fetching = true, HasMore = false };
    }

    private LegacySession Acknowledge(long id, List<SessionEffect> effects)
    {
        var rest = Unanswered;
        Push? last = null;
        while (!rest.IsEmpty && rest.Peek().Id <= id)
            rest = rest.Dequeue(out last);
        if (last is null)
            return this;
        // What the log holds after the last push is not for this peer, as far as it was read.
        var upto = rest.IsEmpty && Given?.At is { } at ? at.Position : last.Position;
        effects.Add(new SessionEffect.Acknowledge(upto));
        return (this with { Unanswered = rest }).ReadOn(effects);
    }

    private static IEnumerable<RecordKey> Keys(WireScribe scribe) =>
        scribe.Scribe is Scribe.Change change ? [change.Key] : [];
}
