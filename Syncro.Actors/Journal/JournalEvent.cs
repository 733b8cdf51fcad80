using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What a journal's log holds. Stored forever: extend, never change.</summary>
internal abstract record JournalEvent
{
    private JournalEvent() { }

    /// <summary>The log's first event: whose it is, and its random id.</summary>
    public sealed record Opened(ClientId Client, JournalId Journal) : JournalEvent;

    /// <summary>One or more whole change sets, persisted together.</summary>
    /// <param name="Sequence">Its sequence number in the log.</param>
    /// <param name="Mark">
    /// SHA-256 of the mark before and this commit's content, in base64url. The content holds a random salt, so that
    /// nobody can test guesses about commits that he may not see.
    /// </param>
    /// <param name="Clock">The journal's clock after it.</param>
    /// <param name="Entries">What happened, in order; the place of each is its index.</param>
    /// <param name="Taken">How far other journals were read with it.</param>
    /// <param name="Stored">The bytes that go to disk, made once.</param>
    public sealed record Commit(
        long Sequence, string Mark, Clock Clock, ImmutableArray<Entry> Entries, ImmutableArray<Taken> Taken,
        ReadOnlyMemory<byte> Stored) : JournalEvent
    {
        /// <summary>The position of its last scribe; null where it holds none.</summary>
        public Position? Last => Entries.IsEmpty ? null : Position.Of(Sequence, Entries.Length - 1);

        /// <summary>The classes it touches: its tags.</summary>
        public ImmutableHashSet<string> Classes => [.. Entries.Select(entry => entry.Body.Class).Distinct()];

        /// <inheritdoc/>
        public bool Equals(Commit? other) => other is not null && Stored.Span.SequenceEqual(other.Stored.Span);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Sequence, Mark);
    }
}

/// <summary>How far a client's journal was read, and whether our own scribes are still asked for too.</summary>
internal sealed record Taken(ClientId Client, Cursor To, bool Own = false);
