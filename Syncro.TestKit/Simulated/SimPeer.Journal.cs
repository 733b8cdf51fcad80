using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.TestKit.Invariants;
using Syncro.Wire;

namespace Syncro.TestKit.Simulated;

/// <content>The journal: as <see cref="ModelJournal"/> works.</content>
internal sealed partial class SimPeer
{
    /// <param name="Set">What is to be decided.</param>
    /// <param name="Answer">Called with the verdict; null: nothing is known of what became of it.</param>
    private sealed record Waiting(ChangeSet Set, Action<Verdict?> Answer);

    /// <summary>A change that was acknowledged to its caller.</summary>
    public readonly record struct Made(JournalId Journal, long Sequence, string Mark);

    public List<Made> Acknowledged { get; } = [];

    // The commit whose callers are being answered; null where nothing changed.
    private JournalEvent.Commit? _answered;

    public void Enqueue(ChangeSet set, Action<Verdict?> answer) => _queue.Enqueue(new(set, answer));

    /// <summary>Asks for a change set; it is decided with the next commit.</summary>
    public void Ask(params ImmutableArray<LocalChange> changes)
    {
        World.Ledger.Submitted(changes);
        Enqueue(new ChangeSet.Local(changes), verdict =>
        {
            if (verdict is Verdict.Accepted && _answered is { } commit)
                Acknowledged.Add(new(Disk.Journal, commit.Sequence, commit.Mark));
            if (verdict is not Verdict.Refused)
                return;
            World.Ledger.Refused(changes);
            World.Counts.Add(Occurrence.RefusedLocally);
        });
    }

    /// <summary>Makes a change set at once.</summary>
    public Verdict Do(params ImmutableArray<LocalChange> changes)
    {
        Verdict? result = null;
        World.Ledger.Submitted(changes);
        Enqueue(new ChangeSet.Local(changes), verdict => result = verdict);
        CommitAll();
        return result!;
    }

    public void CommitAll()
    {
        while (HasWork)
            Commit();
    }

    /// <summary>Decides what waits, persists, and answers unless the peer dies in between.</summary>
    public void Commit(bool crash = false)
    {
        var decision = Decide();
        if (Planted.Is(Bug.AcknowledgesBeforePersisting) && crash)
        {
            Answer(decision);
            Crash();
            return;
        }
        if (decision.Commit is { } commit)
            Persist(commit, decision);
        if (crash)
        {
            Crash();
            return;
        }
        Answer(decision);
    }

    /// <summary>
    /// The disk fails the next commit, whether or not it got there: the journal starts again from disk, and whoever
    /// waited knows nothing.
    /// </summary>
    public void FailWrite(bool landed)
    {
        if (Decide().Commit is { } commit && landed)
            Disk.Commits.Add(commit.Stored);
        Waiting[] waiting = [.. _queue];
        Reload();
        foreach (var (_, answer) in waiting)
            answer(null);
    }

    private Decision Decide()
    {
        if (_queue.Count > 1)
            World.Counts.Add(Occurrence.GroupCommit);
        return Decision.Make(
            State, _queue.Select(waiting => waiting.Set).Take(Limits.CommitScribes), Record, MadeSince, Rules, Limits, Now,
            $"{Disk.Journal}{++_salt}");
    }

    private void Answer(Decision decision)
    {
        (State, _answered) = (State with { Clock = decision.Clock }, decision.Commit);
        foreach (var verdict in decision.Verdicts)
            _queue.Dequeue().Answer(verdict);
    }

    private void Persist(JournalEvent.Commit commit, Decision decision)
    {
        var read = CommitReader.Read(commit.Stored);
        CommitChecks.Of(this, commit, read);
        Disk.Commits.Add(commit.Stored);
        Log.Add(read);
        State = State.Apply(read);
        RecordFold.Apply(read, Records);
        foreach (var (key, record) in decision.Records)
            Invariant.Holds(record == Record(key), 14, "{0} is what the commit says of it", key);
        CommitLog.Append(read, State);
        foreach (var session in Sessions)
            session.HeadMoved = true;
    }

    private IReadOnlySet<Stamp> MadeSince(Scribe.Withdraw withdraw, JournalRef sender) =>
        OwnSince.ReadAsync(withdraw, sender, Record(withdraw.Key), CommitLog).AsTask().Result;

    /// <summary>Records what a session received, as <see cref="Receiving"/> does.</summary>
    public void Take(SimSession session, IncomingPage page)
    {
        _furthest = Furthest;
        World.Counts.Took(this, page);
        if (Intake.DriftFault(page.Scribes, Now, SimWorld.MaxDrift) is { } drift)
        {
            session.Later("drift", () => session.On(new SessionEvent.Failed(drift)));
            return;
        }
        var sets = page.Scribes.IsEmpty ? [] : Receiving.Sets(page);
        if (sets.IsEmpty || Planted.Is(Bug.MovesTheCursorBeforeRecording))
            Advance(session, page, [], false, false);
        var rejected = ImmutableArray.CreateBuilder<Rejection>();
        var (changed, recorded) = (false, false);
        for (var i = 0; i < sets.Length; i++)
        {
            var last = i == sets.Length - 1;
            Enqueue(sets[i], verdict =>
            {
                if (verdict is not Verdict.Received received)
                {
                    session.Later("failed", () => session.On(new SessionEvent.Failed(new(Code.Internal, "this peer can't record now"))));
                    return;
                }
                rejected.AddRange(received.Rejected);
                recorded = received.Recorded;
                changed |= recorded;
                if (last && !Planted.Is(Bug.MovesTheCursorBeforeRecording))
                    Advance(session, page, rejected.ToImmutable(), changed, recorded);
            });
        }
    }
}
