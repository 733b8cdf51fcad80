using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Models;

/// <content>What each message means.</content>
internal sealed partial record PlayerState
{
    private PlayerState OnStands(Position? own, ImmutableArray<PlayerEffect>.Builder effects) =>
        own?.Commit > Head
            ? Rest($"its own storage stands at {own}, beyond the journal, whose last commit is {Head}", 0, effects)
            : this with
            {
                Started = true,
                Work = null,
                Fault = null,
                Failures = 0,
                KeepsItself = own is not null,
                Played = own is { } at ? Played with { Position = at } : Played,
                Looked = Math.Max(0, (own ?? Played.Position).Commit - 1),
            };

    private PlayerState OnLooked(PlayerMessage.LookedThrough looked, ImmutableArray<PlayerEffect>.Builder effects)
    {
        var found = looked.Found.Where(scribe => scribe.Position > Played.Position && !Played.SetAside.ContainsKey(scribe.Position));
        var next = this with
        {
            Ahead = ImmutableQueue.CreateRange(found),
            Looked = looked.Upto,
            Work = null,
            Fault = null,
            Failures = 0,
        };
        return next.Ahead.IsEmpty && !KeepsItself && looked.Last.Commit - Played.Position.Commit >= PassedOver
            ? next.Write(new PlayerEvent.Advanced(looked.Last), effects) : next;
    }

    private PlayerState OnFetched(Playable? scribe, ImmutableArray<PlayerEffect>.Builder effects) =>
        (scribe is null ? $"class '{Terms.Class}' does not play it any more" : Terms.Fault(scribe.Scribe)) is { } fault
            ? Answer(new PlayerReply.Failed(fault), effects)
            : Begin(new PlayerWork.Playing(scribe!, Again: true), new PlayerEffect.Play(scribe!), effects);

    private PlayerState OnDone(PlayerWork.Playing played, ImmutableArray<PlayerEffect>.Builder effects)
    {
        var at = played.Scribe.Position;
        return played.Again ? Write(new PlayerEvent.PlayedAgain(at), effects, new PlayerReply.Done())
            : KeepsItself ? Passed(new PlayerEvent.Advanced(at)) : Write(new PlayerEvent.Advanced(at), effects);
    }

    private PlayerState OnFailed(string error, double draw, ImmutableArray<PlayerEffect>.Builder effects) => Work switch
    {
        PlayerWork.Asking => Rest($"where its own storage stands is not known: {error}", draw, effects),
        PlayerWork.Looking => Rest($"the journal can't be read: {error}", draw, effects),
        PlayerWork.Playing(var scribe, Again: true) =>
            Write(new PlayerEvent.SetAside(scribe.Position, error), effects, new PlayerReply.Failed(error)),
        PlayerWork.Playing(var scribe, _) when Failures >= Terms.Settings.Retries =>
            Write(new PlayerEvent.SetAside(scribe.Position, error), effects),
        PlayerWork.Playing => Rest(null, draw, effects),
        _ => Answer(new PlayerReply.Failed(error), effects),
    };

    private PlayerState OnPersisted(PlayerEvent @event, ImmutableArray<PlayerEffect>.Builder effects)
    {
        var reply = ((PlayerWork.Writing)Work!).Reply;
        return reply is null ? Passed(@event) : (this with { Played = Played.Apply(@event) }).Answer(reply, effects);
    }

    private PlayerState OnPlayAgain(Position position, ImmutableArray<PlayerEffect>.Builder effects)
    {
        PlayerReply.Refused? refused = !Played.SetAside.ContainsKey(position)
            ? new(Code.NotFound, $"no scribe of class '{Terms.Class}' is set aside at {position}")
            : Again is { } other ? new(Code.TooMany, $"the scribe at {other} is being played again") : null;
        if (refused is null)
            return this with { Again = position };
        effects.Add(new PlayerEffect.Refuse(refused));
        return this;
    }
}
