using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>
/// A player as a pure machine: what comes next, another try, setting aside, playing again. One thing is under way at a
/// time; what a restart forgets, all but <see cref="Played"/>, is read or tried again.
/// </summary>
/// <param name="Terms">What it plays.</param>
/// <param name="Played">What is on disk, or with the player itself.</param>
internal sealed partial record PlayerState(PlayerTerms Terms, Played Played)
{
    // Commits passed over before the position is written for their sake: a restart looks through so many again.
    private const int PassedOver = 1000;

    /// <summary>The journal's last commit that holds scribes.</summary>
    public long Head { get; init; }

    /// <summary>The last commit looked through.</summary>
    public long Looked { get; init; } = Math.Max(0, Played.Position.Commit - 1);

    /// <summary>Scribes found and not played yet; no more than one look finds.</summary>
    public ImmutableQueue<Playable> Ahead { get; init; } = ImmutableQueue<Playable>.Empty;

    /// <summary>What is under way; null: nothing.</summary>
    public PlayerWork? Work { get; init; }

    /// <summary>Whether it is known where the player stands.</summary>
    public bool Started { get; init; }

    /// <summary>Whether the player keeps its position itself.</summary>
    public bool KeepsItself { get; init; }

    /// <summary>How often what comes next has failed.</summary>
    public int Failures { get; init; }

    /// <summary>Whether a pause is not over.</summary>
    public bool Resting { get; init; }

    /// <summary>The scribe that is to be played again.</summary>
    public Position? Again { get; init; }

    /// <summary>Why it can't go on at all.</summary>
    public string? Fault { get; init; }

    /// <summary>Why nothing is played; null: it goes on.</summary>
    public string? Paused => Fault ?? (IsFull
        ? $"{Played.SetAside.Count} scribes are set aside, of {Terms.Settings.SetAside} allowed by syncro.players.set-aside" : null);

    private bool IsFull => Played.SetAside.Count >= Terms.Settings.SetAside;

    /// <summary>Commits up to a journal's head that may hold something to play.</summary>
    public long Behind(long head) => Math.Max(0, head - (Ahead.IsEmpty ? Looked : Ahead.Peek().Position.Commit - 1));

    /// <summary>The player after a message, and what is to be done, in order.</summary>
    public PlayerStep On(PlayerMessage message)
    {
        var effects = ImmutableArray.CreateBuilder<PlayerEffect>();
        return new(After(message, effects).Go(effects), effects.DrainToImmutable());
    }

    private PlayerState After(PlayerMessage message, ImmutableArray<PlayerEffect>.Builder effects) => message switch
    {
        PlayerMessage.Moved(var head) => this with { Head = head },
        PlayerMessage.Stands(var own) => OnStands(own, effects),
        PlayerMessage.LookedThrough looked => OnLooked(looked, effects),
        PlayerMessage.Fetched(var scribe) => OnFetched(scribe, effects),
        PlayerMessage.Done => OnDone((PlayerWork.Playing)Work!, effects),
        PlayerMessage.Failed(var error, var draw) => OnFailed(error, draw, effects),
        PlayerMessage.Rested => this with { Resting = false },
        PlayerMessage.Persisted(var @event) => OnPersisted(@event, effects),
        PlayerMessage.PlayAgain(var position) => OnPlayAgain(position, effects),
        PlayerMessage.Stopped => this,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>What is done next.</summary>
    private PlayerState Go(ImmutableArray<PlayerEffect>.Builder effects)
    {
        if (Work is not null)
            return this;
        if (!Started)
            return Resting ? this : Begin(new PlayerWork.Asking(), new PlayerEffect.Ask(), effects);
        if (Again is { } again)
            return Begin(new PlayerWork.Fetching(), new PlayerEffect.Fetch(again), effects);
        if (Resting || IsFull)
            return this;
        if (!Ahead.IsEmpty)
            return Terms.Fault(Ahead.Peek().Scribe) is { } fault
                ? Write(new PlayerEvent.SetAside(Ahead.Peek().Position, fault), effects)
                : Begin(new PlayerWork.Playing(Ahead.Peek(), Again: false), new PlayerEffect.Play(Ahead.Peek()), effects);
        return Looked < Head ? Begin(new PlayerWork.Looking(), new PlayerEffect.Look(Looked + 1), effects) : this;
    }

    private PlayerState Begin(PlayerWork work, PlayerEffect effect, ImmutableArray<PlayerEffect>.Builder effects)
    {
        effects.Add(effect);
        return this with { Work = work };
    }

    private PlayerState Write(PlayerEvent @event, ImmutableArray<PlayerEffect>.Builder effects, PlayerReply? reply = null) =>
        Begin(new PlayerWork.Writing(reply), new PlayerEffect.Persist(@event), effects);

    private PlayerState Rest(string? fault, double draw, ImmutableArray<PlayerEffect>.Builder effects)
    {
        effects.Add(new PlayerEffect.Rest(Terms.Pause(Failures + 1, draw)));
        return this with { Work = null, Fault = fault, Failures = Failures + 1, Resting = true };
    }

    private PlayerState Answer(PlayerReply reply, ImmutableArray<PlayerEffect>.Builder effects)
    {
        effects.Add(new PlayerEffect.Answer(reply));
        return this with { Work = null, Again = null };
    }

    /// <summary>What was next is dealt with.</summary>
    private PlayerState Passed(PlayerEvent @event)
    {
        var played = Played.Apply(@event);
        var dealt = !Ahead.IsEmpty && Ahead.Peek().Position <= played.Position;
        return this with { Played = played, Work = null, Ahead = dealt ? Ahead.Dequeue() : Ahead, Failures = 0 };
    }
}
