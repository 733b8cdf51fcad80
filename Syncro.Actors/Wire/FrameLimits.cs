namespace Syncro.Wire;

/// <param name="MaxMessage">Bytes of one message put together from parts, at most.</param>
/// <param name="PartialTimeout">How long a frame may take from its first byte to its last.</param>
internal sealed record FrameLimits(int MaxMessage, TimeSpan PartialTimeout);
