using System.Collections.Immutable;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>What the journal is asked. Everything is answered, once what it says is on disk.</summary>
internal abstract record JournalCommand
{
    private JournalCommand() { }

    /// <summary>
    /// Records one change set of our own, local or reassigned; answered by <see cref="JournalReply.Done"/> or
    /// <see cref="JournalReply.Failed"/>.
    /// </summary>
    public sealed record Record(ChangeSet Set) : JournalCommand;

    /// <summary>
    /// Records what a peer sent; answered by <see cref="JournalReply.Taken"/>, or by <see cref="JournalReply.Failed"/>
    /// where nothing may be acknowledged.
    /// </summary>
    public sealed record Take(ImmutableArray<ChangeSet> Sets) : JournalCommand;

    /// <summary>
    /// Deletes the log up to an event; the record store has to have it for good. Answered by <see cref="JournalReply.Gone"/>,
    /// or by <see cref="JournalReply.Failed"/>: then some or all of it may be there still, and is counted as gone.
    /// </summary>
    public sealed record LetGo(long UpTo) : JournalCommand;
}

/// <summary>What the journal answers.</summary>
internal abstract record JournalReply
{
    private JournalReply() { }

    /// <summary>On disk.</summary>
    public sealed record Done(Committed Committed) : JournalReply;

    /// <summary>On disk, save what was refused. <paramref name="Changed"/>: whether anything was
    /// recorded; <paramref name="Recorded"/>: whether the position went to disk with it.</summary>
    public sealed record Taken(ImmutableArray<Rejection> Rejected, bool Changed, bool Recorded) : JournalReply;

    /// <summary>The log up to the event is gone.</summary>
    public sealed record Gone : JournalReply;

    /// <summary>Nothing may be taken for recorded.</summary>
    public sealed record Failed(SyncroException Cause) : JournalReply;
}
