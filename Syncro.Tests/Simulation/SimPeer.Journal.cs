using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Simulation;

/// <content>The journal: as <see cref="ModelJournal"/> works.</content>
internal sealed partial class SimPeer
{
    private sealed record Waiting(ChangeSet Set, Action<Verdict> Answer);

    /// <summary>A change that was acknowledged to its caller.</summary>
    public readonly record struct Made(JournalId Journal, long Sequence, string Mark);

    public List<Made> Acknowledged { get; } = [];

    public void Enqueue(ChangeSet set, Action<Verdict> answer) => _queue.Enqueue(new(set, answer));

    /// <summary>Asks for a change set; it is decided with the next commit.</summary>
    public void Ask(params ImmutableArray<LocalChange> changes) => Enqueue(new ChangeSet.Local(changes), verdict =>
    {
        if (verdict is Verdict.Accepted && Log.Count > 0)
            Acknowledged.Add(new(Disk.Journal, Log[^1].Sequence, Log[^1].Mark));
    });

    /// <summary>Makes a change set at once.</summary>
    public Verdict Do(params ImmutableArray<LocalChange> changes)
    {
        Verdict? result = null;
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
        var decision = Decision.Make(
            State, _queue.Select(waiting => waiting.Set).Take(Limits.CommitScribes), Record, OwnTimeAt, Rules, Limits, Now,
            World.Next().ToString("x8", null));
        if (decision.Commit is { } commit)
            Persist(commit, decision);
        if (crash)
        {
            Crash();
            return;
        }
        State = State with { Clock = decision.Clock };
        foreach (var verdict in decision.Verdicts)
            _queue.Dequeue().Answer(verdict);
    }

    private void Persist(JournalEvent.Commit commit, Decision decision)
    {
        var read = CommitReader.Read(commit.Stored);
        Assert.Equal(commit.Entries.AsEnumerable(), read.Entries);
        Assert.Equal(commit.Taken.AsEnumerable(), read.Taken);
        Disk.Commits.Add(commit.Stored);
        Log.Add(read);
        State = State.Apply(read);
        RecordFold.Apply(read, Records);
        foreach (var (key, record) in decision.Records)
            Assert.Equal(record, Record(key));
        CommitLog.Append(read, State);
        foreach (var session in Sessions)
            session.HeadMoved = true;
    }

    private ulong OwnTimeAt(Cursor cursor) =>
        CommitLog.FindAsync(cursor).Result is { } commit ? OwnClock.At(commit, cursor.Position, Id) : 0;

    /// <summary>Records what a session received, as <see cref="Receiving"/> does.</summary>
    public void Take(SimSession session, IncomingPage page)
    {
        if (Intake.DriftFault(page.Scribes, Now, SimWorld.MaxDrift) is { } drift)
        {
            session.Later("drift", () => session.On(new SessionEvent.Failed(drift)));
            return;
        }
        var sets = page.Scribes.IsEmpty ? [] : Receiving.Sets(page);
        if (sets.IsEmpty)
            Advance(session, page, [], false);
        var rejected = ImmutableArray.CreateBuilder<Rejection>();
        for (var i = 0; i < sets.Length; i++)
        {
            var last = i == sets.Length - 1;
            Enqueue(sets[i], verdict =>
            {
                var received = (Verdict.Received)verdict;
                rejected.AddRange(received.Rejected);
                if (last)
                    Advance(session, page, rejected.ToImmutable(), received.Recorded);
            });
        }
    }
}
