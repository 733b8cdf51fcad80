using System.Collections.Immutable;

namespace Syncro.Models;

/// <summary>What is under way for a player.</summary>
internal abstract record PlayerWork
{
    private PlayerWork() { }

    /// <summary>It is asked where it stands.</summary>
    public sealed record Asking : PlayerWork;

    /// <summary>The journal is looked through.</summary>
    public sealed record Looking : PlayerWork;

    /// <summary>A scribe that was set aside is read.</summary>
    public sealed record Fetching : PlayerWork;

    /// <summary>A scribe is played.</summary>
    public sealed record Playing(Playable Scribe, bool Again) : PlayerWork;

    /// <summary>An event is written, then someone answered who waits for it.</summary>
    public sealed record Writing(PlayerReply? Reply) : PlayerWork;
}

/// <summary>What a message came to.</summary>
internal readonly record struct PlayerStep(PlayerState State, ImmutableArray<PlayerEffect> Effects);
