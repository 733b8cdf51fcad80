namespace Syncro.Wire;

/// <param name="MaxMessage">Bytes of one message put together from parts, at most.</param>
/// <param name="PartialTimeout">How long a frame may take from its first byte to its last.</param>
internal sealed record FrameLimits(int MaxMessage, TimeSpan PartialTimeout)
{
    /// <summary>Bytes of frames until the first message is complete, at most: of one that has not proved itself.</summary>
    public int MaxFirst { get; init; } = int.MaxValue;

    /// <summary>Whether a message may come in parts. Version 1 knows none: there a part is a message as any other.</summary>
    public bool Parts { get; init; } = true;

    /// <summary>Whether a frame may hold a piece of a packed message.</summary>
    public bool Packed { get; init; }
}
