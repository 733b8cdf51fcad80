namespace Syncro.Tests.Clocks;

/// <summary>The machine's time, its wall clock set by the spec. What goes by is not the wall clock's to say.</summary>
internal sealed class JumpingTime : TimeProvider
{
    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
