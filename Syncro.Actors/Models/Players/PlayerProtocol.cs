using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>What happens to a player.</summary>
internal abstract record PlayerMessage
{
    private PlayerMessage() { }

    /// <summary>The journal's last commit that holds scribes.</summary>
    public sealed record Moved(long Head) : PlayerMessage;

    /// <summary>Where the player's own storage stands; null: it keeps no position.</summary>
    public sealed record Stands(Position? At) : PlayerMessage;

    /// <summary>Commits were looked through.</summary>
    /// <param name="Found">What of them is for the class.</param>
    /// <param name="Last">The position of their last scribe; zero where they hold none.</param>
    /// <param name="Upto">The sequence number of the last.</param>
    public sealed record LookedThrough(ImmutableArray<Playable> Found, Position Last, long Upto) : PlayerMessage;

    /// <summary>The scribe that is to be played again; null where it is not for the class any more.</summary>
    public sealed record Fetched(Playable? Scribe) : PlayerMessage;

    /// <summary>The scribe is played.</summary>
    public sealed record Done : PlayerMessage;

    /// <summary>What was under way failed; with a number from 0 to 1 to draw a pause from.</summary>
    public sealed record Failed(string Error, double Draw) : PlayerMessage;

    /// <summary>The pause is over.</summary>
    public sealed record Rested : PlayerMessage;

    /// <summary>An event is on disk.</summary>
    public sealed record Persisted(PlayerEvent Event) : PlayerMessage;

    /// <summary>
    /// A scribe set aside is to be played once more, out of order; answered by <see cref="PlayerReply"/>. One at a time.
    /// </summary>
    public sealed record PlayAgain(Position Position) : PlayerMessage;

    /// <summary>The peer stops; what was under way comes again.</summary>
    public sealed record Stopped : PlayerMessage;
}

/// <summary>What is to be done for a player. Each but a refusal, an answer and a rest ends in one message.</summary>
internal abstract record PlayerEffect
{
    private PlayerEffect() { }

    /// <summary>Ask where its own storage stands.</summary>
    public sealed record Ask : PlayerEffect;

    /// <summary>Look through commits from a sequence number on.</summary>
    public sealed record Look(long From) : PlayerEffect;

    /// <summary>Read one scribe.</summary>
    public sealed record Fetch(Position Position) : PlayerEffect;

    /// <summary>Play it.</summary>
    public sealed record Play(Playable Scribe) : PlayerEffect;

    /// <summary>Pause, then <see cref="PlayerMessage.Rested"/>.</summary>
    public sealed record Rest(TimeSpan Pause) : PlayerEffect;

    /// <summary>Write an event.</summary>
    public sealed record Persist(PlayerEvent Event) : PlayerEffect;

    /// <summary>Refuse what was just asked.</summary>
    public sealed record Refuse(PlayerReply Reply) : PlayerEffect;

    /// <summary>Answer whoever waits for a scribe to be played again.</summary>
    public sealed record Answer(PlayerReply Reply) : PlayerEffect;
}

/// <summary>What became of a scribe that was to be played again.</summary>
internal abstract record PlayerReply
{
    private PlayerReply() { }

    /// <summary>Played, and no longer set aside: on disk.</summary>
    public sealed record Done : PlayerReply;

    /// <summary>Not tried.</summary>
    public sealed record Refused(Code Code, string Why) : PlayerReply;

    /// <summary>Still set aside.</summary>
    public sealed record Failed(string Error) : PlayerReply;

    /// <summary>Broken off: played or not, set aside or no longer.</summary>
    public sealed record Unknown(string Why) : PlayerReply;
}
