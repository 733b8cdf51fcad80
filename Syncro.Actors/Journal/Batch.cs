using System.Security.Cryptography;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>Change sets to be decided together, with all that deciding needs. What came after them is not in it.</summary>
/// <param name="Sets">In the order in which they came.</param>
/// <param name="Records">Every record that they name.</param>
/// <param name="OwnSince">Of each withdraw, what we set since: see <see cref="Journal.OwnSince"/>.</param>
internal sealed record Batch(
    List<ChangeSet> Sets, IReadOnlyDictionary<RecordKey, StoredRecord> Records,
    IReadOnlyDictionary<(Scribe.Withdraw Withdraw, JournalRef Sender), IReadOnlySet<Stamp>> OwnSince)
{
    /// <summary>Completes at once where the records are in memory.</summary>
    public static async ValueTask<Batch> LoadAsync(List<ChangeSet> sets, JournalParts parts)
    {
        var records = await parts.Records.LoadAsync(sets.SelectMany(set => set.Keys).ToHashSet()).ConfigureAwait(false);
        var since = new Dictionary<(Scribe.Withdraw, JournalRef), IReadOnlySet<Stamp>>();
        foreach (var set in sets.OfType<ChangeSet.Remote>())
            foreach (var withdraw in set.Scribes.Select(wire => wire.Scribe).OfType<Scribe.Withdraw>())
                since[(withdraw, set.Source.Journal)] = await Journal.OwnSince.ReadAsync(
                    withdraw, set.Source.Journal, records[withdraw.Key], parts.Log).ConfigureAwait(false);
        return new(sets, records, since);
    }

    /// <summary>What comes of them, now.</summary>
    public Decision Decide(JournalState state, JournalParts parts) => Decision.Make(
        state, Sets, key => Records[key], (withdraw, sender) => OwnSince[(withdraw, sender)], parts.Rules, parts.Limits,
        parts.Time.GetUtcNow().ToUnixTimeMilliseconds(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
}
