using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>What a player's actor works with.</summary>
internal sealed record PlayerParts(SyncroSpace Space, IScribePlayer Player, PlayerTerms Terms, PlayerView View)
{
    /// <summary>Asks where the player's own storage stands.</summary>
    public async Task<PlayerMessage> AskAsync(CancellationToken cancel) =>
        new PlayerMessage.Stands(await Player.StandsAtAsync(cancel).ConfigureAwait(false));

    /// <summary>Plays one scribe.</summary>
    public async Task<PlayerMessage> PlayAsync(Playable playable, CancellationToken cancel)
    {
        await Player.PlayAsync(PlayedScribe.Of(playable), cancel).ConfigureAwait(false);
        return new PlayerMessage.Done();
    }

    /// <summary>Looks through a page of the journal.</summary>
    public async Task<PlayerMessage> LookAsync(long from)
    {
        // A class that is played later finds the journal from its beginning on.
        from = Math.Max(from, Space.Log.State.Gone + 1);
        var commits = await Space.Log.ReadAsync(from, Space.Settings.Wire.PageSize).ConfigureAwait(false);
        // The first event opens the log and is no commit.
        return new PlayerMessage.LookedThrough(
            Terms.Select(commits), commits.LastOrDefault(commit => commit.Last is not null)?.Last ?? Position.Zero,
            commits is [.., var last] ? last.Sequence : from);
    }

    /// <summary>Reads one scribe.</summary>
    public async Task<PlayerMessage> FetchAsync(Position position)
    {
        var commits = await Space.Log.ReadAsync(position.Commit, 1).ConfigureAwait(false);
        return new PlayerMessage.Fetched(Terms.Select(commits.Take(1)).FirstOrDefault(scribe => scribe.Position == position));
    }
}

/// <summary>How a player stands, as its actor last knew it: for those who ask without waiting.</summary>
internal sealed class PlayerView(PlayerState state)
{
    private volatile PlayerState _state = state;

    public PlayerState State { get => _state; set => _state = value; }

    public PlayerStatus Status(long head)
    {
        var state = State;
        return new(
            state.Terms.Class, state.Played.Position, state.Behind(head), state.Paused,
            [.. state.Played.SetAside.Select(scribe => new SetAsideScribe(scribe.Key, scribe.Value))]);
    }
}
