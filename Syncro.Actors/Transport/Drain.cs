namespace Syncro.Transport;

/// <summary>What was given out before a connection ends gets this long to leave.</summary>
internal static class Drain
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(2);
}
