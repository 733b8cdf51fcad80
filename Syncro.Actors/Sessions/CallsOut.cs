using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>Calls of ours that the other side has not answered, by the number of their request.</summary>
/// <param name="Waiting">
/// Also those that nobody waits for any more: they keep their place until they are answered, for the other side may still
/// be at them.
/// </param>
internal sealed record CallsOut(ImmutableSortedDictionary<long, CallsOut.Call> Waiting)
{
    /// <summary>Before the first.</summary>
    public static readonly CallsOut None = new(ImmutableSortedDictionary<long, Call>.Empty);

    /// <summary>A call that was sent.</summary>
    /// <param name="Key">Who waits for it; null: nobody does any more.</param>
    /// <param name="Due">When the answer is too late.</param>
    public readonly record struct Call(long? Key, long Due);

    /// <summary>The oldest, for an error that doesn't say what it is for.</summary>
    public long? Oldest => Waiting.IsEmpty ? null : Waiting.First().Key;

    /// <summary>Whether a request is a call that has no answer.</summary>
    public bool Has(long request) => Waiting.ContainsKey(request);

    /// <summary>Sends a call, or answers it where it breaks a limit.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="request">The number of its request.</param>
    /// <param name="limits">How many may wait.</param>
    /// <param name="maxBytes">Of the message.</param>
    /// <param name="effects">Where it goes.</param>
    public CallsOut Place(SessionEvent.CallOut call, long request, CallLimits limits, int maxBytes, List<SessionEffect> effects)
    {
        var message = new Message.Rpc(JsonText.Of(request), call.Class, call.Method, call.Args);
        var bytes = MessageCodec.Encode(message).Length;
        var fault = Waiting.Count >= limits.Waiting ? $"{Waiting.Count} calls wait for their answer; at most {limits.Waiting} may"
            : bytes > maxBytes ? $"it is {bytes} bytes long; at most {maxBytes} are allowed" : null;
        effects.Add(fault is null ? new SessionEffect.Send(message)
            : new SessionEffect.Answered(call.Key, new CallOutcome.NotSent(fault)));
        return fault is null ? new(Waiting.Add(request, new(call.Key, call.Now + call.Timeout))) : this;
    }

    /// <summary>A call was answered.</summary>
    public CallsOut Answer(long request, CallOutcome outcome, List<SessionEffect> effects)
    {
        if (Waiting[request].Key is { } key)
            effects.Add(new SessionEffect.Answered(key, outcome));
        return new(Waiting.Remove(request));
    }

    /// <summary>
    /// A peer of 2010 has answered a request: it answers in order, so what nobody waits for and was sent before it will
    /// have no answer.
    /// </summary>
    public CallsOut Passed(long request) =>
        new(Waiting.RemoveRange(Waiting.Where(call => call.Key < request && call.Value.Key is null).Select(call => call.Key)));

    /// <summary>Nobody waits for a call any more.</summary>
    public CallsOut GiveUp(long key) => Drop(Waiting.Where(call => call.Value.Key == key));

    /// <summary>Those whose answer is too late are told so.</summary>
    public CallsOut Overdue(long now, List<SessionEffect> effects)
    {
        var late = Waiting.Where(call => call.Value.Key is not null && call.Value.Due <= now).ToList();
        foreach (var (_, call) in late)
            effects.Add(new SessionEffect.Answered(call.Key!.Value, new CallOutcome.NoAnswer()));
        return Drop(late);
    }

    private CallsOut Drop(IEnumerable<KeyValuePair<long, Call>> calls) =>
        new(Waiting.SetItems([.. calls.Select(call => KeyValuePair.Create(call.Key, call.Value with { Key = null }))]));
}
