using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Syncro.Journal;

namespace Syncro.Models;

/// <summary>
/// The player of one class: plays what comes of it from others, and keeps how far on disk. Deciding is
/// <see cref="PlayerState"/>'s; this reads, calls, persists, answers.
/// </summary>
internal sealed class PlayerActor : ReceivePersistentActor, IWithTimers, IDisposable
{
    private const int SnapshotEvery = 200;

    private readonly PlayerParts _parts;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private PlayerState _state;
    private Played _played = Played.Nothing;
    private IActorRef? _asker;

    public PlayerActor(PlayerParts parts)
    {
        _parts = parts;
        _state = new(parts.Terms, _played);
        PersistenceId = $"syncro/{parts.Space.Settings.Space}/player/{parts.Terms.Class}";
        (JournalPluginId, SnapshotPluginId) = (parts.Space.Plugins.Journal, parts.Space.Plugins.Snapshots);
        Recover<PlayerEvent>(@event => _played = _played.Apply(@event));
        Recover<SnapshotOffer>(offer => _played = (Played)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => Start());
        Command<HeadMoved>(_ =>
        {
            _parts.Space.Log.Follow(Self);
            On(new PlayerMessage.Moved(Head));
        });
        Command<PlayerMessage>(On);
        Command<SaveSnapshotSuccess>(_ => { });
        Command<SaveSnapshotFailure>(failure => _logger.Warning(failure.Cause, "A snapshot of {0} could not be saved", PersistenceId));
    }

    public override string PersistenceId { get; }

    public ITimerScheduler Timers { get; set; } = null!;

    private long Head => _parts.Space.Log.State.Head.Position.Commit;

    private void Start()
    {
        _parts.Space.Log.Follow(Self);
        _state = new(_parts.Terms, _played);
        On(new PlayerMessage.Moved(Head));
    }

    private void On(PlayerMessage message)
    {
        var step = _state.On(message);
        _parts.View.State = _state = step.State;
        if (message is PlayerMessage.PlayAgain && !step.Effects.Any(effect => effect is PlayerEffect.Refuse))
            _asker = Sender;
        foreach (var effect in step.Effects)
            Perform(effect);
    }

    private void Perform(PlayerEffect effect)
    {
        switch (effect)
        {
            case PlayerEffect.Ask:
                Run(_parts.AskAsync, _parts.Terms.Settings.Timeout);
                break;
            case PlayerEffect.Look(var from):
                Run(_ => _parts.LookAsync(from), _parts.Space.AskTimeout);
                break;
            case PlayerEffect.Fetch(var position):
                Run(_ => _parts.FetchAsync(position), _parts.Space.AskTimeout);
                break;
            case PlayerEffect.Play(var playable):
                Run(cancel => _parts.PlayAsync(playable, cancel), _parts.Terms.Settings.Timeout);
                break;
            case PlayerEffect.Rest(var pause):
                Timers.StartSingleTimer(nameof(PlayerEffect.Rest), new PlayerMessage.Rested(), pause);
                break;
            case PlayerEffect.Persist(var @event):
                Persist(@event, Persisted);
                break;
            case PlayerEffect.Refuse(var reply):
                Sender.Tell(reply);
                break;
            case PlayerEffect.Answer(var reply):
                Answer(reply);
                break;
        }
    }

    private void Persisted(PlayerEvent @event)
    {
        if (@event is PlayerEvent.SetAside(var at, var error))
            _logger.Warning("The scribe of {0} at {1} is set aside: {2}", _parts.Terms.Class, at, error);
        On(new PlayerMessage.Persisted(@event));
        if (LastSequenceNr % SnapshotEvery == 0)
            SaveSnapshot(_state.Played);
    }

    private void Answer(PlayerReply reply)
    {
        _asker?.Tell(reply);
        _asker = null;
    }

    private void Run(Func<CancellationToken, Task<PlayerMessage>> work, TimeSpan timeout) =>
        PlayerTurn.RunAsync(work, timeout, _logger, _stopping.Token).PipeTo(Self);

    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        Broken("read", reason);
        base.OnRecoveryFailure(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Broken("written", cause);

    // A rejected event took a sequence number that the log doesn't have: only starting again from disk is gapless.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Broken("written", cause);
        Context.Stop(Self);
    }

    // The actor stops; it comes back from disk.
    private void Broken(string what, Exception cause)
    {
        _logger.Error(cause, "How far {0} is played can't be {1}; it starts again from disk", _parts.Terms.Class, what);
        _parts.View.State = _state with { Fault = $"how far it is played can't be {what}: {cause.Message}" };
    }

    protected override void PostStop()
    {
        _parts.Space.Log.Leave(Self);
        Answer(new PlayerReply.Unknown("the player stopped meanwhile"));
        _stopping.Cancel();
        base.PostStop();
    }

    public void Dispose() => _stopping.Dispose();
}
