using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>A version-2 session. Its two halves, what we read and what we serve, know nothing of each other.</summary>
internal sealed partial record PeerSession(SessionTerms Terms) : SessionState
{
    private enum Phase { Connecting, Greeting, Attaching, Open, Closed }

    private Phase At { get; init; }

    /// <summary>The last time told by an event.</summary>
    private long Now { get; init; }

    private long OpenedAt { get; init; }

    private long HeardAt { get; init; }

    private long SentAt { get; init; }

    /// <summary>The next request of ours.</summary>
    private long NextId { get; init; } = 1;

    /// <summary>Who is at the other end, as it greeted us.</summary>
    private Greeting? Theirs { get; init; }

    /// <summary>How the caller proved its GUID; null where it has not, or where we dialled.</summary>
    private Proof? Proof { get; init; }

    /// <summary>The request that is to be answered by our greeting; null where we dialled.</summary>
    private JsonText? GreetedBy { get; init; }

    /// <summary>Who reads our journal.</summary>
    private Reader? Reader { get; init; }

    /// <summary>Whether what it sends is taken as a relay's: it is one, or we recover from it what we lost.</summary>
    private bool Trusted { get; init; }

    /// <summary>How far its journal was durably read before this session; null once that proved not to be its history.</summary>
    private Cursor? ReadBefore { get; init; }

    /// <summary>How far it must have acknowledged ours before we read it again from the beginning; null: we ask, or did.</summary>
    private Position? ReadAfter { get; init; }

    private Serving Serving { get; init; } = Serving.Nothing;

    private Reading Reading { get; init; } = Reading.Nothing;

    /// <inheritdoc/>
    public override bool Closed => At == Phase.Closed;

    /// <inheritdoc/>
    public override bool Busy =>
        At == Phase.Attaching || Reading.Taking is not null || (Serving.Busy && !Reader!.Relay);

    /// <inheritdoc/>
    public override bool Behind => Serving.Behind;

    /// <summary>Whether both sides have greeted.</summary>
    public bool IsOpen => At == Phase.Open;

    /// <inheritdoc/>
    public override Step On(SessionEvent happened)
    {
        var effects = new List<SessionEffect>();
        var next = Closed ? this : On(happened, effects);
        return new(effects.Exists(e => e is SessionEffect.Send) ? next with { SentAt = next.Now } : next, [.. effects]);
    }

    private PeerSession On(SessionEvent happened, List<SessionEffect> effects) => happened switch
    {
        SessionEvent.Opened(var now, var head, var known) => Connected(now, head, known, effects),
        SessionEvent.Received(var message, var now) =>
            (this with { Now = now, HeardAt = now }).OnMessage(message, effects),
        SessionEvent.Malformed(var fault) => Close(fault, effects),
        SessionEvent.Failed(var fault) => Close(fault, effects),
        SessionEvent.Attached(var known, var head, var now) when At == Phase.Attaching =>
            (this with { Now = now }).Begin(known, head, effects),
        SessionEvent.PageRead(var page, var now) => (this with { Now = now }).OnPageRead(page, effects),
        SessionEvent.PageTaken(var rejected, var now) => (this with { Now = now }).OnPageTaken(rejected, effects),
        SessionEvent.HeadMoved when At == Phase.Open => (this with { Serving = Serving with { Behind = true } }).ReadOn(effects),
        SessionEvent.Called(var number, var answer) => this with { CallsIn = CallsIn.End(number, answer, effects) },
        SessionEvent.CallOut call => Place(call, effects),
        SessionEvent.CallGivenUp(var key) => this with { CallsOut = CallsOut.GiveUp(key) },
        SessionEvent.AccessMoved when Proof is { } proof && !Terms.Access.Stands(Theirs!.Client, proof) =>
            Close(new(Code.NotAuthenticated, Outdated(proof)), effects),
        SessionEvent.Tick(var now) => (this with { Now = now }).OnTick(effects),
        _ => this,
    };

    private PeerSession OnMessage(Message message, List<SessionEffect> effects) => (At, message) switch
    {
        (Phase.Greeting, Message.Hello(var id, var theirs)) when !Terms.Dials => Greeted(id, theirs, effects),
        (Phase.Greeting, Message.Response(_, Result.Greeted(var theirs, var relay))) when Terms.Dials =>
            Welcomed(theirs, relay, effects),
        (_, Message.Error({ } id, var code, var text)) when Call(id) is { } call =>
            this with { CallsOut = CallsOut.Answer(call, new CallOutcome.Refused(code, text), effects) },
        (_, Message.Error(_, var code, var text)) => Refused(code, text, effects),
        (Phase.Open, Message.Response({ } id, var result)) when Call(id) is { } call =>
            this with { CallsOut = CallsOut.Answer(call, CallOutcome.Of(result), effects) },
        (Phase.Open, Message.Sync sync) => OnSync(sync, effects),
        (Phase.Open, Message.Ack ack) => OnAck(ack, effects),
        (Phase.Open, Message.AddScribes push) => OnPush(push, effects),
        (Phase.Open, Message.Response response) => OnResponse(response, effects),
        (Phase.Open, Message.Noop(var id)) => Answer(id, new Result.Value(JsonText.True), effects),
        (Phase.Open, Message.Rpc rpc) =>
            this with { CallsIn = CallsIn.Begin(rpc, Reader!, Terms.Timing.Calls, Now, effects) },
        (Phase.Open, Message.Unknown(var id, var type)) =>
            Send(new Message.Error(id, (int)Code.Malformed, $"message type '{type}' is not known here"), effects),
        (Phase.Open, _) => Close(new(Code.Malformed, $"'{Name(message)}' is not for an open version-2 session"), effects),
        _ => Close(new(Code.NotAuthenticated, $"'{Name(message)}' before the greeting"), effects),
    };

    private PeerSession OnTick(List<SessionEffect> effects)
    {
        if (At is Phase.Greeting or Phase.Attaching && Now - OpenedAt >= Terms.Timing.Greet)
            return Close(new(Code.TooSlow, $"no greeting within {Terms.Timing.Greet} ms"), effects);
        if (At != Phase.Open)
            return this;
        if (Now - HeardAt >= Terms.Timing.Silence)
            return Close(new(Code.TooSlow, $"silent for {Terms.Timing.Silence} ms"), effects);
        if (ReadAfter is not null && Serving.LastSync is null && Now - OpenedAt >= Terms.Timing.Silence)
            return Close(new(Code.TooSlow, $"no sync within {Terms.Timing.Silence} ms"), effects);
        if (Overdue is { } what)
            return Close(new(Code.TooSlow, $"{what} unanswered for {Terms.Timing.Silence} ms"), effects);
        var next = MoveOn(effects).EndLateCalls(effects);
        return next.Now - next.SentAt >= Terms.Timing.Noop ? next.Request(id => new Message.Noop(id), effects) : next;
    }

    private string? Overdue =>
        Reading.Asked is not null && Now - Reading.AskedAt >= Terms.Timing.Silence ? "sync"
        : !Serving.Unanswered.IsEmpty && Now - Serving.Unanswered.Peek().SentAt >= Terms.Timing.Silence ? "add_scribes"
        : null;

    private PeerSession Refused(int code, string text, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Report($"refused by the other side: {code} {text}"));
        effects.Add(new SessionEffect.Close(new((Code)code, text)));
        return this with { At = Phase.Closed };
    }

    private PeerSession Close(Fault fault, List<SessionEffect> effects)
    {
        effects.Add(new SessionEffect.Send(new Message.Error(null, (int)fault.Code, fault.Text)));
        effects.Add(new SessionEffect.Report($"{(int)fault.Code} {fault.Text}"));
        effects.Add(new SessionEffect.Close(fault));
        return this with { At = Phase.Closed };
    }

    private PeerSession Answer(JsonText? id, Result result, List<SessionEffect> effects) =>
        Send(new Message.Response(id, result), effects);

    private PeerSession Request(Func<JsonText, Message> message, List<SessionEffect> effects) =>
        (this with { NextId = NextId + 1 }).Send(message(JsonText.Of(NextId)), effects);

    private PeerSession Send(Message message, List<SessionEffect> effects) => Do(effects, new SessionEffect.Send(message));

    private PeerSession Do(List<SessionEffect> effects, SessionEffect effect)
    {
        effects.Add(effect);
        return this;
    }

    private static string Name(Message message) => message.GetType().Name;
}
