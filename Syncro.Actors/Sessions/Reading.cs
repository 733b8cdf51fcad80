using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>The other side's journal on its way to us.</summary>
/// <param name="Seen">How far it is recorded here; null: from the beginning.</param>
/// <param name="Own">Whether we ask for our own scribes too.</param>
/// <param name="Asked">The <c>sync</c> that waits for its answer; null where none does.</param>
/// <param name="AskedAt">When it was sent.</param>
/// <param name="Taking">What is being recorded; null where nothing is.</param>
/// <param name="Live">Whether the other side pushes.</param>
internal sealed record Reading(
    Cursor? Seen, bool Own, long? Asked, long AskedAt, Taking? Taking, bool Live)
{
    /// <summary>Before the first <c>sync</c>.</summary>
    public static readonly Reading Nothing =
        new(null, false, null, 0, null, false);
}

/// <summary>What is being recorded.</summary>
/// <param name="Upto">The cursor once it is.</param>
/// <param name="More">Whether it is a page of a catch-up with more to come.</param>
/// <param name="PushId">The push it came in; null: it is a page.</param>
internal sealed record Taking(Cursor Upto, bool More, JsonText? PushId);
