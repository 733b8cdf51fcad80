using Akka.Actor;
using Akka.Event;
using Akka.Persistence;

namespace Syncro.Journal;

/// <content>What recovery begins with, and the log that it makes dispensable.</content>
internal sealed partial class ModelJournal
{
    private const long SnapshotBytes = 8 * 1024 * 1024, SnapshotBytesPerTaken = 1024;

    private LettingGo? _lettingGo;
    private bool _deleting;
    private int _saving;
    private long _sinceSnapshot;

    // After a failed write: only a write that succeeds says that there is room again.
    private sealed record TryWrite;

    private sealed record LettingGo(IActorRef Asker, long UpTo);

    // By bytes too, for a start reads all that came after it; a snapshot of many clients' cursors is large itself.
    private bool IsSnapshotDue => _state.Sequence % _parts.SnapshotEvery == 0
        || _sinceSnapshot >= SnapshotBytes + (SnapshotBytesPerTaken * _state.Taken.Count);

    // What recovery begins with says first how much is gone; then it goes. No other snapshot is on its way meanwhile, for it
    // would not say so.
    private void LetGo(JournalCommand.LetGo command)
    {
        if (_lettingGo is not null || command.UpTo >= _state.Head.Position.Commit)
        {
            Sender.Tell(Unavailable($"the log can't be deleted up to {command.UpTo} now"));
            return;
        }
        _lettingGo = new(Sender, command.UpTo);
        SaveGone();
    }

    private void SaveGone()
    {
        if (_lettingGo is not { } going || _deleting || _saving > 0)
            return;
        _state = _state with { Gone = Math.Max(_state.Gone, going.UpTo) };
        _deleting = true;
        Save();
    }

    private void Save()
    {
        _saving++;
        _sinceSnapshot = 0;
        SaveSnapshot(_state);
    }

    private void OnSnapshot(SaveSnapshotSuccess saved)
    {
        _saving--;
        _parts.Health.Written();
        DeleteSnapshots(new SnapshotSelectionCriteria(saved.Metadata.SequenceNr - 1));
        if (_lettingGo is { } going && _deleting)
        {
            _parts.Log.LetGo(_state.Gone);
            DeleteMessages(going.UpTo);
        }
        else
            SaveGone();
    }

    private void Answer(JournalReply reply)
    {
        _lettingGo?.Asker.Tell(reply);
        (_lettingGo, _deleting) = (null, false);
    }

    private void OnSnapshotFailure(SaveSnapshotFailure failure)
    {
        _saving--;
        _logger.Warning(failure.Cause, "A snapshot of the journal could not be saved");
        Answer(Unavailable($"a snapshot of the journal could not be saved: {failure.Cause.Message}"));
        if (!_parts.Health.WriteFailed)
            return;
        _parts.Health.Journal = $"the journal can't be written: {failure.Cause.Message}";
        Timers.StartSingleTimer(nameof(TryWrite), new TryWrite(), Retry);
    }
}
