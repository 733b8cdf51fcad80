namespace Syncro;

/// <summary>Why a session ended.</summary>
/// <param name="Code">What one side refused to the other; null where nothing was refused: it was left, or lost.</param>
/// <param name="Why">A plain sentence.</param>
public sealed record SessionEnd(Code? Code, string Why)
{
    /// <summary>Either side left, or the line was cut.</summary>
    internal static readonly SessionEnd Lost = new(null, "the connection ended");
}
