using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using Syncro.Journal;

namespace Syncro.Access;

/// <summary>
/// The tokens of a space, kept on disk. Deciding is <see cref="AccessState"/>'s; this persists, tells, answers.
/// </summary>
internal sealed class AccessActor : ReceivePersistentActor
{
    private const int SnapshotEvery = 200;

    private readonly AccessView _view;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private AccessState _state = AccessState.Empty;
    private IActorRef? _asker;

    public AccessActor(string space, StoragePlugins plugins, AccessView view)
    {
        _view = view;
        PersistenceId = $"syncro/{space}/access";
        (JournalPluginId, SnapshotPluginId) = (plugins.Journal, plugins.Snapshots);
        Recover<AccessEvent>(@event => _state = _state.Apply(@event));
        Recover<SnapshotOffer>(offer => _state = (AccessState)offer.Snapshot);
        Recover<RecoveryCompleted>(_ => _view.Move(_state));
        Command<AccessCommand>(On);
        Command<SaveSnapshotSuccess>(_ => { });
        Command<SaveSnapshotFailure>(failure =>
            _logger.Warning(failure.Cause, "A snapshot of {0} could not be saved", PersistenceId));
    }

    public override string PersistenceId { get; }

    /// <summary>What whoever asks is told while it starts again.</summary>
    public static AccessReply.Failed Unavailable { get; } = new(new JournalUnavailableException(
        "the tokens are read again after a failed write; nothing was changed"));

    private void On(AccessCommand command)
    {
        var (@event, reply) = _state.Decide(command);
        if (@event is null)
        {
            Sender.Tell(reply);
            return;
        }
        _asker = Sender;
        Persist(@event, persisted => Apply(persisted, reply));
    }

    private void Apply(AccessEvent @event, AccessReply reply)
    {
        _view.Move(_state = _state.Apply(@event));
        _asker?.Tell(reply);
        _asker = null;
        _logger.Info("{0}", @event switch
        {
            AccessEvent.TokenCreated(var token) => $"Token {token.Id} of client '{token.Client}' was created",
            AccessEvent.TokenRevoked(var id) => $"Token {id} was revoked",
            _ => throw new System.Diagnostics.UnreachableException(),
        });
        if (LastSequenceNr % SnapshotEvery == 0)
            SaveSnapshot(_state);
    }

    // It stops, and comes back from disk, which alone knows whether the event is there.
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _logger.Error(cause, "The tokens could not be written; they are read again from disk");
        _asker?.Tell(new AccessReply.Failed(new OutcomeUnknownException(
            $"the tokens could not be written: {cause.Message}; see their list for whether it was done")));
    }

    // A rejected event took a sequence number that the log doesn't have: only starting again from disk is gapless.
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _logger.Error(cause, "The storage refused what is to be kept of the tokens; they are read again from disk");
        _asker?.Tell(new AccessReply.Failed(new JournalUnavailableException(
            $"the storage refused it: {cause.Message}; nothing was changed")));
        Context.Stop(Self);
    }
}
