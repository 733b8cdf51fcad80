using System.Collections.Immutable;
using Akka.Actor;
using Akka.Pattern;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>The players of a peer, each under a supervisor that brings it back from disk after a failed write.</summary>
internal sealed class Players
{
    private readonly SyncroSpace _space;
    private readonly ImmutableSortedDictionary<string, (IActorRef Actor, PlayerView View)> _players;

    private Players(SyncroSpace space, ImmutableSortedDictionary<string, (IActorRef, PlayerView)> players) =>
        (_space, _players) = (space, players);

    /// <summary>Starts those of a registry; they are put where they are stopped before what they read.</summary>
    public static Players Start(ActorSystem system, SyncroSpace space, ModelRegistry registry, List<IActorRef> started)
    {
        var players = ImmutableSortedDictionary.CreateBuilder<string, (IActorRef, PlayerView)>(StringComparer.Ordinal);
        foreach (var (name, (player, types, changes)) in registry.Players)
        {
            var terms = new PlayerTerms(name, types, changes, space.Settings.Players);
            var view = new PlayerView(new(terms, Played.Nothing));
            var parts = new PlayerParts(space, player, terms, view);
            var (min, max) = (space.Settings.Journal.RestartMin, space.Settings.Journal.RestartMax);
            var actor = system.ActorOf(BackoffSupervisor.Props(
                Backoff.OnStop(Props.Create(() => new PlayerActor(parts)), "player", min, max, 0.2, -1)
                .WithDefaultStoppingStrategy()
                .WithReplyWhileStopped(new PlayerReply.Failed("the player starts again after a failed write"))));
            started.Insert(0, actor);
            players.Add(name, (actor, view));
        }
        return new(space, players.ToImmutable());
    }

    /// <summary>How they stand, sorted by class.</summary>
    public ImmutableArray<PlayerStatus> Status() =>
        [.. _players.Values.Select(player => player.View.Status(_space.Log.State.Head.Position.Commit))];

    /// <summary>See <see cref="IPeer.PlayAgainAsync"/>.</summary>
    public async Task PlayAgainAsync(string className, Position position, CancellationToken cancel)
    {
        if (!_players.TryGetValue(className, out var player))
            throw new ChangeRefusedException(Code.NotFound, $"class '{className}' is not played here");
        // One may be under way already, and each is given up after twice its time.
        var limit = (_space.Settings.Players.Timeout * 4) + _space.AskTimeout;
        try
        {
            switch (await player.Actor.Ask<PlayerReply>(new PlayerMessage.PlayAgain(position), limit, cancel).ConfigureAwait(false))
            {
                case PlayerReply.Refused(var code, var why):
                    throw new ChangeRefusedException(code, why);
                case PlayerReply.Failed(var error):
                    throw new PlayFailedException(className, position, error);
                case PlayerReply.Unknown(var why):
                    throw new OutcomeUnknownException($"whether the scribe of class '{className}' at {position} was played is not known: {why}");
            }
        }
        catch (AskTimeoutException)
        {
            throw new OutcomeUnknownException($"class '{className}' did not play the scribe at {position} within {limit}");
        }
    }
}
