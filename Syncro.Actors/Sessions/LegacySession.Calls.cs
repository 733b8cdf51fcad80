using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <content>Methods, called by either side.</content>
internal sealed partial record LegacySession
{
    private CallsIn CallsIn { get; init; } = CallsIn.None;

    private CallsOut CallsOut { get; init; } = CallsOut.None;

    private static long? Number(JsonText? id) =>
        id is { } token && long.TryParse(token.Utf8, out var number) ? number : null;

    // A 2010 error bears no id. Answers come in order, so it is for the oldest request, push or call, that has none.
    private LegacySession OnError(JsonText? id, int code, string text, List<SessionEffect> effects)
    {
        var push = Unanswered.IsEmpty ? long.MaxValue : Unanswered.Peek().Id;
        var request = Number(id) ?? Math.Min(push, CallsOut.Oldest ?? long.MaxValue);
        if (CallsOut.Has(request))
            return this with { CallsOut = CallsOut.Answer(request, new CallOutcome.Refused(code, text), effects) };
        effects.Add(new SessionEffect.Report($"refused by the other side: {code} {text}".TrimEnd()));
        return Unanswered.IsEmpty ? this : Acknowledge(request, effects);
    }

    private LegacySession Place(SessionEvent.CallOut call, List<SessionEffect> effects)
    {
        if (IsOpen)
            return this with
            {
                Now = call.Now,
                NextId = NextId + 1,
                CallsOut = CallsOut.Place(call, NextId, Terms.Timing.Calls, Frames.MaxBody, effects),
            };
        effects.Add(new SessionEffect.Answered(call.Key, new CallOutcome.NotConnected()));
        return this;
    }

    private LegacySession AnswerCall(long request, Result result, List<SessionEffect> effects)
    {
        var calls = CallsOut.Has(request) ? CallsOut.Answer(request, CallOutcome.Of(result), effects) : CallsOut;
        return this with { CallsOut = calls.Passed(request) };
    }

    private LegacySession EndLateCalls(List<SessionEffect> effects) => this with
    {
        CallsIn = CallsIn.Overdue(Now, Terms.Timing.Calls, effects),
        CallsOut = CallsOut.Overdue(Now, effects),
    };
}
