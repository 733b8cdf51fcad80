using System.Collections.Immutable;
using Akka.Actor;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>Change sets that wait for the next commit, and whom to answer. Bounded: see <see cref="HasRoom"/>.</summary>
internal sealed class JournalQueue(int limit)
{
    // What waits takes no more memory than this, save for the last that was let in.
    private const long MaxBytes = 64 * 1024 * 1024;

    private readonly Queue<Item> _items = new();
    private long _bytes;

    private sealed record Item(ChangeSet Set, Asker Asker, bool Last, int Bytes);

    private sealed class Asker(IActorRef actor)
    {
        public IActorRef Actor => actor;

        public ImmutableArray<Rejection>.Builder Rejected { get; } = ImmutableArray.CreateBuilder<Rejection>();

        public bool Changed { get; set; }
    }

    public bool IsEmpty => _items.Count == 0;

    /// <summary>A page counts by its change sets, and is let in whole where anything is.</summary>
    public bool HasRoom => _items.Count < limit && _bytes < MaxBytes;

    /// <summary>The first change sets, about as many as one commit holds.</summary>
    public List<ChangeSet> Batch(int maxSets, long maxBytes)
    {
        var (batch, bytes) = (new List<ChangeSet>(), 0L);
        foreach (var item in _items)
        {
            batch.Add(item.Set);
            if (batch.Count == maxSets || (bytes += item.Bytes) > maxBytes)
                break;
        }
        return batch;
    }

    public void Add(JournalCommand command, IActorRef actor)
    {
        var asker = new Asker(actor);
        switch (command)
        {
            case JournalCommand.Record(var set):
                Add(set, asker, true);
                break;
            case JournalCommand.Take(var sets):
                for (var i = 0; i < sets.Length; i++)
                    Add(sets[i], asker, i == sets.Length - 1);
                break;
        }
    }

    /// <summary>The first change sets are decided, and what they came to is on disk.</summary>
    public void Answer(ImmutableArray<Verdict> verdicts, Scribes.Position head)
    {
        foreach (var verdict in verdicts)
        {
            var (_, asker, last, bytes) = _items.Dequeue();
            _bytes -= bytes;
            if (verdict is Verdict.Received(var rejected, var recorded))
            {
                asker.Rejected.AddRange(rejected);
                asker.Changed |= recorded;
            }
            if (last)
                asker.Actor.Tell(Reply(asker, verdict, head));
        }
    }

    /// <summary>Nobody's change set is taken for recorded: the first <paramref name="inFlight"/> may be, the others are not.</summary>
    public void Fail(int inFlight, string why)
    {
        var unknown = new OutcomeUnknownException($"{why}; recorded once or not at all");
        var unavailable = new JournalUnavailableException($"{why}; nothing was recorded");
        for (var i = 0; _items.TryDequeue(out var item); i++)
            if (item.Last)
                item.Asker.Actor.Tell(new JournalReply.Failed(i < inFlight ? unknown : (SyncroException)unavailable));
        _bytes = 0;
    }

    private void Add(ChangeSet set, Asker asker, bool last)
    {
        var item = new Item(set, asker, last, set.Estimate);
        _items.Enqueue(item);
        _bytes += item.Bytes;
    }

    private static JournalReply Reply(Asker asker, Verdict verdict, Scribes.Position head) => verdict switch
    {
        Verdict.Refused(var fault) => new JournalReply.Failed(new ChangeRefusedException(fault.Code, fault.Text)),
        Verdict.Received(_, var recorded) => new JournalReply.Taken(asker.Rejected.ToImmutable(), asker.Changed, recorded),
        Verdict.Accepted(var outcomes) => new JournalReply.Done(new(head, outcomes)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
