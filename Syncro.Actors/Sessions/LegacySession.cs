using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>
/// A session with a 2010 peer, which names nobody and greets nobody: both sides <c>sync</c> at once. Source:
/// <c>lib/syncro/app.rb</c> of the original.
/// </summary>
internal sealed partial record LegacySession(SessionTerms Terms) : SessionState
{
    /// <summary>Bytes of the scribes in one answer, so that it fits a frame with its envelope.</summary>
    private const int MaxPage = 65_000;

    private bool IsOpen { get; init; }

    private bool IsClosed { get; init; }

    private long Now { get; init; }

    private long HeardAt { get; init; }

    private long SentAt { get; init; }

    private long NextId { get; init; } = 1;

    /// <summary>What we read: the other side's last id as JSON, the sync that waits, what is being recorded.</summary>
    private Reading Reading { get; init; } = Reading.Nothing;

    /// <summary>The push that is being recorded, to be answered; null for the page of a sync.</summary>
    private JsonText? Answering { get; init; }

    /// <summary>
    /// Ids pushed before the answer to our sync. They are taken at once, but don't move the cursor past what that answer
    /// has before them; it has them too, and there they are passed over.
    /// </summary>
    private ImmutableHashSet<JsonText> Early { get; init; } = [];

    /// <summary>What it was sent; null before its first sync.</summary>
    private LegacyFrom? Given { get; init; }

    /// <summary>Its sync whose answer is being read; <see cref="JsonText.Null"/> where it had no id.</summary>
    private JsonText? SyncId { get; init; }

    /// <summary>Whether a page is being read of the log, and whether the log has more than was read.</summary>
    private bool Fetching { get; init; }

    private bool HasMore { get; init; }

    /// <summary>Whether the page being read was to be pushed when a sync came, and is passed over.</summary>
    private bool Superseded { get; init; }

    /// <summary>What was sent and not answered yet. An answer to a later request answers everything before it.</summary>
    private ImmutableQueue<Push> Unanswered { get; init; } = ImmutableQueue<Push>.Empty;

    private Reader Reader => new(
        new(Terms.Peer!.Value, JournalId.Legacy), Terms.Dials, Terms.Classes, false, false, Terms.Self, null);

    /// <inheritdoc/>
    public override bool Closed => IsClosed;

    /// <summary>Also while the log is read: what it was sent must be known before its next edit is held against it.</summary>
    public override bool Busy => !IsOpen || Reading.Taking is not null || Fetching;

    /// <inheritdoc/>
    public override bool Behind => HasMore;

    /// <inheritdoc/>
    public override Step On(SessionEvent happened)
    {
        var effects = new List<SessionEffect>();
        var next = Closed ? this : On(happened, effects);
        return new(effects.Exists(e => e is SessionEffect.Send) ? next with { SentAt = next.Now } : next, [.. effects]);
    }

    private LegacySession On(SessionEvent happened, List<SessionEffect> effects)
    {
        switch (happened)
        {
            case SessionEvent.Opened when Terms.Certified is { } certified && certified != Terms.Peer:
                return Close(new(Code.NotAuthenticated, $"'{Terms.Peer}' is expected here and '{certified}' called"), effects);
            case SessionEvent.Opened(var now, _, _):
                effects.Add(new SessionEffect.Attach(Reader.Journal, null));
                return this with { Now = now, HeardAt = now, SentAt = now };
            case SessionEvent.Attached(var known, _, var now):
                return (this with { Now = now, IsOpen = true }).Begin(known, effects);
            case SessionEvent.Received(var message, var now):
                return (this with { Now = now, HeardAt = now }).OnMessage(message, effects);
            case SessionEvent.LegacyPageRead(var page, var now):
                return (this with { Now = now }).OnPageRead(page, effects);
            case SessionEvent.PageTaken(var rejected, var now):
                return (this with { Now = now }).OnPageTaken(rejected, effects);
            case SessionEvent.HeadMoved:
                return (this with { HasMore = true }).ReadOn(effects);
            case SessionEvent.Called(var number, var answer):
                return this with { CallsIn = CallsIn.End(number, answer, effects) };
            case SessionEvent.CallOut call:
                return Place(call, effects);
            case SessionEvent.CallGivenUp(var key):
                return this with { CallsOut = CallsOut.GiveUp(key) };
            case SessionEvent.Tick(var now):
                return (this with { Now = now }).OnTick(effects);
            case SessionEvent.Malformed(var fault):
                return Close(fault, effects);
            case SessionEvent.Failed(var fault):
                return Close(fault, effects);
            default:
                return this;
        }
    }

    private LegacySession OnMessage(Message message, List<SessionEffect> effects)
    {
        switch (message)
        {
            case Message.LegacySync(var id, var from):
                return OnSync(id, from, effects);
            case Message.AddScribe push:
                return OnPush(push, effects);
            case Message.Response(var id, var result):
                return OnResponse(id, result, effects);
            case Message.Rpc rpc:
                return this with { CallsIn = CallsIn.Begin(rpc, Reader, Terms.Timing.Calls, Now, effects) };
            case Message.Noop(var id):
                return Answer(id, JsonText.True, effects);
            case Message.Error(var id, var code, var text):
                return OnError(id, code, text, effects);
            default:
                // As in 2010: what is not known is passed over in silence.
                return this;
        }
    }

    private LegacySession OnTick(List<SessionEffect> effects)
    {
        if (HeardAt == 0)
            return this;
        if (Now - HeardAt >= Terms.Timing.Silence)
            return Close(new(Code.TooSlow, $"silent for {Terms.Timing.Silence} ms"), effects);
        if (!Unanswered.IsEmpty && Now - Unanswered.Peek().SentAt >= Terms.Timing.Silence)
            return Close(new(Code.TooSlow, $"a push unanswered for {Terms.Timing.Silence} ms"), effects);
        if (Reading.Asked is not null && Now - Reading.AskedAt >= Terms.Timing.Silence)
            return Close(new(Code.TooSlow, $"sync unanswered for {Terms.Timing.Silence} ms"), effects);
        var next = EndLateCalls(effects);
        return IsOpen && Now - SentAt >= Terms.Timing.Noop ? next.Request(id => new Message.Noop(id), effects) : next;
    }

    // A received error ends a 2010 process: the connection is closed without one.
    private LegacySession Close(Fault fault, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Report($"{(int)fault.Code} {fault.Text}"));
        effects.Add(new SessionEffect.Close(fault));
        return this with { IsClosed = true };
    }

    private LegacySession Answer(JsonText? id, JsonText result, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Send(new Message.Response(id ?? JsonText.Null, new Result.Value(result))));
        return this;
    }

    private LegacySession Request(Func<JsonText, Message> message, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Send(message(JsonText.Of(NextId))));
        return this with { NextId = NextId + 1 };
    }
}
