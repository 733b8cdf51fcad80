using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>A journal, and the client that it belongs to.</summary>
internal readonly record struct JournalRef(ClientId Client, JournalId Journal);

/// <summary>One place in a commit: what happened, and what it meant for who may read the record.</summary>
/// <param name="Body">What happened.</param>
/// <param name="From">The journal it came from and is never sent back to; null where this peer made it.</param>
/// <param name="To">The one client it is for; null: everyone entitled.</param>
/// <param name="Was">The record's reach before.</param>
/// <param name="Is">The record's reach after.</param>
/// <param name="EndsSet">Whether a change set ends here.</param>
internal sealed record Entry(EntryBody Body, JournalRef? From, ClientId? To, Reach Was, Reach Is, bool EndsSet);

/// <summary>What a place in a commit holds.</summary>
internal abstract record EntryBody
{
    private EntryBody() { }

    /// <summary>The class it touches.</summary>
    public abstract string Class { get; }

    /// <summary>A change to the registers of a record, only of those that it did change.</summary>
    public sealed record Changed(Scribe.Change Change) : EntryBody
    {
        /// <inheritdoc/>
        public override string Class => Change.Class;
    }

    /// <summary>An operation.</summary>
    public sealed record Operated(Scribe.Operation Operation) : EntryBody
    {
        /// <inheritdoc/>
        public override string Class => Operation.Class;
    }

    /// <summary>A relay withdrew the record; this is what remains of it here. Not passed on.</summary>
    public sealed record Withdrawn(RecordKey Key, RecordState Remains) : EntryBody
    {
        /// <inheritdoc/>
        public override string Class => Key.Class;
    }

    /// <summary>
    /// The addressee is put right: a withdraw and, where it may read the record, the record as it is when sent.
    /// </summary>
    public sealed record Correct(RecordKey Key) : EntryBody
    {
        /// <inheritdoc/>
        public override string Class => Key.Class;
    }

    /// <summary>The addressee, a version-1 peer, is sent the record as it is when sent.</summary>
    public sealed record Restate(RecordKey Key) : EntryBody
    {
        /// <inheritdoc/>
        public override string Class => Key.Class;
    }

    /// <summary>The audience of the record was computed again, by another rule.</summary>
    public sealed record Reassigned(RecordKey Key) : EntryBody
    {
        /// <inheritdoc/>
        public override string Class => Key.Class;
    }

    /// <summary>The record it is about; null for an operation.</summary>
    public RecordKey? Record => this switch
    {
        Changed(var change) => change.Key,
        Withdrawn(var key, _) => key,
        Correct(var key) => key,
        Restate(var key) => key,
        Reassigned(var key) => key,
        _ => null,
    };
}
