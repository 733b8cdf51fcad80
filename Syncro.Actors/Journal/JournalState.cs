using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What a journal remembers of its log. Records are not in it: they are in the record store.</summary>
/// <param name="Client">Whose journal it is.</param>
/// <param name="Journal">Its random id.</param>
/// <param name="Sequence">Of the last event.</param>
/// <param name="Mark">Of the last event.</param>
/// <param name="Head">The last scribe, with the mark of its commit.</param>
/// <param name="Clock">Past every stamp given out or taken in.</param>
/// <param name="Taken">How far each client's journals were last read with a commit, and the sequence number of that commit.</param>
internal sealed record JournalState(
    ClientId Client, JournalId Journal, long Sequence, string Mark, Cursor Head, Clock Clock,
    ImmutableDictionary<JournalRef, TakenWith> Taken)
{
    /// <summary>The last event that compaction let go of: of what came before, only the records are left. 0: nothing is gone.</summary>
    public long Gone { get; init; }

    /// <summary>Before the first event.</summary>
    public static readonly JournalState Empty =
        new(default, default, 0, "", Cursor.Start(default), default, ImmutableDictionary<JournalRef, TakenWith>.Empty);

    /// <summary>How far a client's journal was read, of the one that was read last; null where none was.</summary>
    public TakenWith? LastTaken(ClientId client) =>
        Taken.Where(taken => taken.Key.Client == client).Select(taken => taken.Value).MaxBy(taken => taken.Sequence);

    /// <summary>Whether the log has its first event.</summary>
    public bool IsOpen => Sequence > 0;

    /// <summary>The state after an event.</summary>
    public JournalState Apply(JournalEvent @event) => @event switch
    {
        JournalEvent.Opened(var client, var journal) => this with
        {
            Client = client,
            Journal = journal,
            Sequence = Sequence + 1,
            Head = Cursor.Start(journal),
        },
        JournalEvent.Commit commit => this with
        {
            Sequence = commit.Sequence,
            Mark = commit.Mark,
            Head = commit.Last is { } last ? new Cursor(Journal, last, commit.Mark) : Head,
            Clock = commit.Clock.Last > Clock.Last ? commit.Clock : Clock,
            Taken = commit.Taken.Aggregate(
                Taken, (taken, t) => taken.SetItem(new JournalRef(t.Client, t.To.Journal), new(t.To, commit.Sequence, t.Own))),
        },
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>How far a journal was read, the commit that says so, and whether our own scribes are still asked for too.</summary>
internal sealed record TakenWith(Cursor To, long Sequence, bool Own = false);
