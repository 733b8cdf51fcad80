using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>One caller's atomic group of changes, before the journal has decided what they really change.</summary>
internal abstract record ChangeSet
{
    private ChangeSet() { }

    /// <summary>Every record that deciding needs.</summary>
    public abstract IEnumerable<RecordKey> Keys { get; }

    /// <summary>About how many bytes it holds.</summary>
    public virtual int Estimate => 0;

    /// <summary>Of this peer's own application: recorded whole or refused whole.</summary>
    /// <param name="Changes">In order.</param>
    public sealed record Local(ImmutableArray<LocalChange> Changes) : ChangeSet
    {
        /// <summary>Whether other peers are told; else it is recorded for this one alone.</summary>
        public bool Announced { get; init; } = true;

        /// <summary>How far the application's own outbox is read with it: in the same commit, so that it is taken once.</summary>
        public Taken? Upto { get; init; }

        /// <inheritdoc/>
        public override IEnumerable<RecordKey> Keys => Changes.Select(KeyOf).OfType<RecordKey>();

        /// <inheritdoc/>
        public override int Estimate => Changes.Sum(SizeOf);
    }

    /// <summary>Of a version-2 peer: a refused scribe is answered by itself, the rest goes on.</summary>
    /// <param name="Source">Who sent it.</param>
    /// <param name="Scribes">As they came.</param>
    /// <param name="Upto">How far its journal is read with this set; null before the last of a page.</param>
    /// <param name="Own">Kept with it: whether we still ask for our own scribes too.</param>
    public sealed record Remote(
        Source Source, ImmutableArray<WireScribe> Scribes, Cursor? Upto, bool Own = false) : ChangeSet
    {
        /// <inheritdoc/>
        public override IEnumerable<RecordKey> Keys => ScribeKeys(Scribes);

        /// <inheritdoc/>
        public override int Estimate => Scribes.Sum(wire => wire.Scribe?.Estimate ?? 0);
    }

    /// <summary>Of a version-1 peer: stamped here, on receipt.</summary>
    /// <param name="Source">Who sent it.</param>
    /// <param name="Scribes">As they came; each a set of its own.</param>
    /// <param name="Upto">How far its journal is read with them; null where that has no id.</param>
    /// <param name="Sent">How far our journal was sent to it.</param>
    /// <param name="Unacknowledged">Records of which it has a push that it did not answer yet.</param>
    public sealed record Legacy(
        Source Source, ImmutableArray<WireScribe> Scribes, Cursor? Upto, Position Sent,
        ImmutableHashSet<RecordKey> Unacknowledged) : ChangeSet
    {
        /// <inheritdoc/>
        public override IEnumerable<RecordKey> Keys => ScribeKeys(Scribes);

        /// <inheritdoc/>
        public override int Estimate => Scribes.Sum(wire => wire.Scribe?.Estimate ?? 0);
    }

    /// <summary>Own scribes of the identity that this storage had before: stamped there, and decided.</summary>
    /// <param name="Scribes">In order.</param>
    public sealed record Carried(ImmutableArray<CarriedScribe> Scribes) : ChangeSet
    {
        /// <inheritdoc/>
        public override IEnumerable<RecordKey> Keys =>
            Scribes.Select(carried => carried.Scribe).OfType<Scribe.Change>().Select(change => change.Key);

        /// <inheritdoc/>
        public override int Estimate => Scribes.Sum(carried => carried.Scribe.Estimate);
    }

    /// <summary>Records whose audience is computed again, by another rule.</summary>
    public sealed record Reassign(ImmutableArray<RecordKey> Records) : ChangeSet
    {
        /// <inheritdoc/>
        public override IEnumerable<RecordKey> Keys => Records;
    }

    private static int SizeOf(LocalChange change) => 128 + change switch
    {
        LocalChange.Create(_, var values) => SizeOf(values),
        LocalChange.Put(_, var values) => SizeOf(values),
        LocalChange.Save(_, var values) => SizeOf(values),
        LocalChange.Update(_, var values) => SizeOf(values),
        LocalChange.Operation(_, _, var data) => data.Length,
        _ => 0,
    };

    private static int SizeOf(Attributes values) => values.Values.Sum(pair => pair.Key.Length + pair.Value.Length + 32);

    /// <summary>The record that a change is of; null for an operation.</summary>
    public static RecordKey? KeyOf(LocalChange change) => change switch
    {
        LocalChange.Create(var key, _) => key,
        LocalChange.Put(var key, _) => key,
        LocalChange.Save(var key, _) => key,
        LocalChange.Update(var key, _) => key,
        LocalChange.Destroy(var key) => key,
        LocalChange.Expect(var key, _) => key,
        _ => null,
    };

    private static IEnumerable<RecordKey> ScribeKeys(ImmutableArray<WireScribe> scribes) =>
        scribes.Select(s => s.Scribe).Select(scribe => scribe switch
        {
            Scribe.Change change => change.Key,
            Scribe.Withdraw withdraw => withdraw.Key,
            Scribe.Operation operation => OperationKey.Of(operation),
            _ => (RecordKey?)null,
        }).OfType<RecordKey>();
}

/// <summary>A scribe of an earlier identity, by this one.</summary>
/// <param name="Scribe">With its times, and this peer as origin.</param>
/// <param name="Audience">Who was entitled to it after it.</param>
/// <param name="Announced">Whether other peers are told.</param>
internal readonly record struct CarriedScribe(Scribe Scribe, Audience? Audience, bool Announced);

/// <summary>The peer that a page came from.</summary>
/// <param name="Journal">The journal it was read from.</param>
/// <param name="Relay">Whether it is trusted to apply the rules itself.</param>
/// <param name="Recovered">
/// Whether it is a leaf all the same, trusted with what we lost: it is put right where it holds what it may not read.
/// </param>
internal readonly record struct Source(JournalRef Journal, bool Relay, bool Recovered = false);

/// <summary>What became of a change set.</summary>
internal abstract record Verdict
{
    private Verdict() { }

    /// <summary>A local set that is recorded, or that changed nothing.</summary>
    public sealed record Accepted(ImmutableArray<Outcome> Outcomes) : Verdict;

    /// <summary>A local set that is refused whole.</summary>
    public sealed record Refused(Fault Fault) : Verdict;

    /// <summary>A received set. <paramref name="Recorded"/>: whether anything of it is in the commit.</summary>
    public sealed record Received(ImmutableArray<Rejection> Rejected, bool Recorded) : Verdict;
}
