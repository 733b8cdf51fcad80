using System.Collections.Immutable;
using Akka.Actor;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>Change sets that wait for the next commit, and whom to answer. Bounded: see <see cref="HasRoom"/>.</summary>
internal sealed class JournalQueue(int limit)
{
    private readonly Queue<Item> _items = new();

    private sealed record Item(ChangeSet Set, Asker Asker, bool Last);

    private sealed class Asker(IActorRef actor, bool remote)
    {
        public IActorRef Actor => actor;

        public bool Remote => remote;

        public ImmutableArray<Rejection>.Builder Rejected { get; } = ImmutableArray.CreateBuilder<Rejection>();
    }

    public bool IsEmpty => _items.Count == 0;

    /// <summary>A page counts by its change sets, and is let in whole where anything is.</summary>
    public bool HasRoom => _items.Count < limit;

    public IEnumerable<ChangeSet> Sets => _items.Select(item => item.Set);

    public void Add(JournalCommand command, IActorRef asker)
    {
        switch (command)
        {
            case JournalCommand.Record(var changes):
                _items.Enqueue(new(new ChangeSet.Local(changes), new(asker, false), true));
                break;
            case JournalCommand.Take(var sets):
                var shared = new Asker(asker, true);
                for (var i = 0; i < sets.Length; i++)
                    _items.Enqueue(new(sets[i], shared, i == sets.Length - 1));
                break;
        }
    }

    /// <summary>The first change sets are decided, and what they came to is on disk.</summary>
    public void Answer(ImmutableArray<Verdict> verdicts, Scribes.Position head)
    {
        foreach (var verdict in verdicts)
        {
            var (_, asker, last) = _items.Dequeue();
            if (verdict is Verdict.Received(var rejected, _))
                asker.Rejected.AddRange(rejected);
            if (last)
                asker.Actor.Tell(Reply(asker, verdict, head));
        }
    }

    /// <summary>Nobody's change set is taken for recorded: the first <paramref name="inFlight"/> may be, the others are not.</summary>
    public void Fail(int inFlight, SyncroException unknown, SyncroException unavailable)
    {
        for (var i = 0; _items.TryDequeue(out var item); i++)
            if (item.Last || item.Asker.Remote)
                item.Asker.Actor.Tell(new JournalReply.Failed(i < inFlight ? unknown : unavailable));
    }

    private static JournalReply Reply(Asker asker, Verdict verdict, Scribes.Position head) => verdict switch
    {
        Verdict.Refused(var fault) => new JournalReply.Failed(new ChangeRefusedException(fault.Code, fault.Text)),
        Verdict.Received(_, var recorded) => new JournalReply.Taken(asker.Rejected.ToImmutable(), recorded),
        Verdict.Accepted(var outcomes) => new JournalReply.Done(new(head, outcomes)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
