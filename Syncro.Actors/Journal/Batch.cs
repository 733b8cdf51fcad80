using System.Security.Cryptography;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>Change sets to be decided together, with all that deciding needs. What came after them is not in it.</summary>
/// <param name="Sets">In the order in which they came.</param>
/// <param name="Records">Every record that they name.</param>
/// <param name="OwnTimes">Of our own cursors that they name: the clock time of our last scribe up to each.</param>
internal sealed record Batch(
    List<ChangeSet> Sets, IReadOnlyDictionary<RecordKey, StoredRecord> Records, IReadOnlyDictionary<Cursor, ulong> OwnTimes)
{
    /// <summary>Completes at once where the records are in memory.</summary>
    public static async ValueTask<Batch> LoadAsync(List<ChangeSet> sets, JournalParts parts)
    {
        var records = parts.Records.LoadAsync(sets.SelectMany(set => set.Keys).ToHashSet());
        var times = new Dictionary<Cursor, ulong>();
        foreach (var cursor in Cursors(sets))
            if (await parts.Log.FindAsync(cursor).ConfigureAwait(false) is { } commit)
                times[cursor] = OwnClock.At(commit, cursor.Position, parts.Client);
        return new(sets, await records.ConfigureAwait(false), times);
    }

    private static HashSet<Cursor> Cursors(List<ChangeSet> sets) => sets.OfType<ChangeSet.Remote>()
        .SelectMany(set => set.Scribes).Select(wire => wire.Scribe)
        .OfType<Scribe.Withdraw>().Select(withdraw => withdraw.Taken).OfType<Cursor>().ToHashSet();

    /// <summary>What comes of them, now.</summary>
    public Decision Decide(JournalState state, JournalParts parts) => Decision.Make(
        state, Sets, key => Records[key], cursor => OwnTimes.GetValueOrDefault(cursor), parts.Rules, parts.Limits,
        parts.Time.GetUtcNow().ToUnixTimeMilliseconds(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
}
