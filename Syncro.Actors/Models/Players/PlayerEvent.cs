using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>What a player's actor remembers. Stored forever: extend, never change.</summary>
internal abstract record PlayerEvent
{
    private PlayerEvent() { }

    /// <summary>Everything up to there is played, was set aside, or is not for the class.</summary>
    public sealed record Advanced(Position To) : PlayerEvent;

    /// <summary>The scribe there could not be played; the next goes on. Said again of one that fails again.</summary>
    public sealed record SetAside(Position At, string Error) : PlayerEvent;

    /// <summary>The scribe there, set aside before, is played.</summary>
    public sealed record PlayedAgain(Position At) : PlayerEvent;
}

/// <summary>How far a class is played.</summary>
/// <param name="Position">Up to there, save those set aside.</param>
/// <param name="SetAside">The scribes that could not be played, and why.</param>
internal sealed record Played(Position Position, ImmutableSortedDictionary<Position, string> SetAside)
{
    /// <summary>Nothing yet.</summary>
    public static readonly Played Nothing = new(Position.Zero, ImmutableSortedDictionary<Position, string>.Empty);

    /// <summary>What is played after an event.</summary>
    public Played Apply(PlayerEvent @event) => @event switch
    {
        PlayerEvent.Advanced(var to) => this with { Position = Greater(to) },
        PlayerEvent.SetAside(var at, var error) => new(Greater(at), SetAside.SetItem(at, error)),
        PlayerEvent.PlayedAgain(var at) => this with { SetAside = SetAside.Remove(at) },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private Position Greater(Position other) => other > Position ? other : Position;
}
