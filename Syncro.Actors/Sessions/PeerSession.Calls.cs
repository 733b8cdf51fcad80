using Syncro.Scribes;

namespace Syncro.Sessions;

/// <content>Methods, called by either side.</content>
internal sealed partial record PeerSession
{
    private CallsIn CallsIn { get; init; } = CallsIn.None;

    private CallsOut CallsOut { get; init; } = CallsOut.None;

    private PeerSession Place(SessionEvent.CallOut call, List<SessionEffect> effects) => At != Phase.Open
        ? Do(effects, new SessionEffect.Answered(call.Key, new CallOutcome.NotConnected()))
        : this with
        {
            Now = call.Now,
            NextId = NextId + 1,
            CallsOut = CallsOut.Place(call, NextId, Terms.Timing.Calls, CallLimits.MaxMessage, effects),
        };

    /// <summary>The call of ours that an answer is for; null where it is for none.</summary>
    private long? Call(JsonText id) => long.TryParse(id.Utf8, out var number) && CallsOut.Has(number) ? number : null;

    private PeerSession EndLateCalls(List<SessionEffect> effects) => this with
    {
        CallsIn = CallsIn.Overdue(Now, Terms.Timing.Calls, effects),
        CallsOut = CallsOut.Overdue(Now, effects),
    };
}
