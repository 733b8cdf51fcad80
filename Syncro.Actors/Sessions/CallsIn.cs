using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>Methods of ours that run for the other side. The session goes on beside them.</summary>
/// <param name="Running">By a number of ours. One that is too late stays until it ends, and keeps its place.</param>
/// <param name="Next">The next number.</param>
internal sealed record CallsIn(ImmutableSortedDictionary<long, CallsIn.Call> Running, long Next)
{
    /// <summary>Before the first.</summary>
    public static readonly CallsIn None = new(ImmutableSortedDictionary<long, Call>.Empty, 1);

    /// <summary>A method that runs.</summary>
    /// <param name="Id">Of the request.</param>
    /// <param name="Due">When it is too late.</param>
    /// <param name="Answered">Whether it was too late, and the caller was told.</param>
    public readonly record struct Call(JsonText? Id, long Due, bool Answered);

    /// <summary>Starts a method, or refuses it where too many run.</summary>
    public CallsIn Begin(Message.Rpc rpc, Reader reader, CallLimits limits, long now, List<SessionEffect> effects)
    {
        if (Running.Count >= limits.Running)
        {
            effects.Add(Error(rpc.Id, Code.TooMany, $"{Running.Count} calls of yours are running; at most {limits.Running} may"));
            return this;
        }
        effects.Add(new SessionEffect.Call(Next, rpc, reader));
        return new(Running.Add(Next, new(rpc.Id, now + limits.Timeout, false)), Next + 1);
    }

    /// <summary>A method has ended.</summary>
    public CallsIn End(long number, Message answer, List<SessionEffect> effects)
    {
        if (!Running[number].Answered)
            effects.Add(new SessionEffect.Send(answer));
        return this with { Running = Running.Remove(number) };
    }

    /// <summary>Those that took too long are cancelled, and their callers told.</summary>
    public CallsIn Overdue(long now, CallLimits limits, List<SessionEffect> effects)
    {
        var late = Running.Where(call => !call.Value.Answered && call.Value.Due <= now).ToList();
        foreach (var (number, call) in late)
        {
            effects.Add(Error(call.Id, Code.TooSlow, $"the method did not answer within {limits.Timeout} ms"));
            effects.Add(new SessionEffect.CancelCall(number));
        }
        return this with
        {
            Running = Running.SetItems([.. late.Select(call => KeyValuePair.Create(call.Key, call.Value with { Answered = true }))]),
        };
    }

    private static SessionEffect.Send Error(JsonText? id, Code code, string text) => new(new Message.Error(id, (int)code, text));
}

/// <summary>Limits of the calls of one session.</summary>
/// <param name="Running">Methods of ours at a time.</param>
/// <param name="Waiting">Calls of ours without an answer.</param>
/// <param name="Timeout">How long a method of ours may take, in milliseconds.</param>
internal sealed record CallLimits(int Running, int Waiting, long Timeout)
{
    /// <summary>Bytes of a call or its answer, at most: every version-2 peer takes so much.</summary>
    public const int MaxMessage = 2 * 1024 * 1024;
}
