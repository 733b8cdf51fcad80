using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>What became of a call of ours.</summary>
internal abstract record CallOutcome
{
    private CallOutcome() { }

    /// <summary>The method ran and answered; <paramref name="Json"/> is null where it answered as only a sync does.</summary>
    public sealed record Returned(JsonText? Json) : CallOutcome;

    /// <summary>The other side answered with an error.</summary>
    public sealed record Refused(int Code, string Text) : CallOutcome;

    /// <summary>No answer came in time.</summary>
    public sealed record NoAnswer : CallOutcome;

    /// <summary>The session ended before the answer.</summary>
    public sealed record Ended : CallOutcome;

    /// <summary>No session was open; nothing was sent.</summary>
    public sealed record NotConnected : CallOutcome;

    /// <summary>The call breaks a limit of ours; nothing was sent.</summary>
    public sealed record NotSent(string Why) : CallOutcome;

    /// <summary>What a response says.</summary>
    public static CallOutcome Of(Result result) => new Returned(result is Result.Value(var json) ? json : result.AsSent);
}
