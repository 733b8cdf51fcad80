using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Identity;

/// <summary>What a new identity takes over of the one that its storage had. Pure.</summary>
internal static class Carrying
{
    /// <summary>
    /// The old identity's own scribes that nobody else need hold, as the new one's, in order and in their change sets:
    /// those after a position, and whatever was recorded for this peer alone. They keep their times.
    /// </summary>
    /// <param name="log">The old journal, in order.</param>
    /// <param name="old">Whose it was.</param>
    /// <param name="now">Whose they become.</param>
    /// <param name="acknowledged">Up to there others hold what was told.</param>
    public static IEnumerable<ChangeSet.Carried> Sets(
        IEnumerable<JournalEvent.Commit> log, ClientId old, ClientId now, Position acknowledged)
    {
        foreach (var commit in log)
        {
            var set = ImmutableArray.CreateBuilder<CarriedScribe>();
            for (var i = 0; i < commit.Entries.Length; i++)
            {
                var entry = commit.Entries[i];
                if (IsOwn(entry) && (entry.To == old || Position.Of(commit.Sequence, i) > acknowledged)
                    && By(entry.Body, old, now) is { } scribe)
                    set.Add(new(scribe, entry.Is.Audience, Announced: entry.To is null));
                if ((entry.EndsSet || i == commit.Entries.Length - 1) && set.Count > 0)
                    yield return new(set.DrainToImmutable());
            }
        }
    }

    // Made here, or stamped here on receipt from a version-1 peer. What others sent, they hold.
    private static bool IsOwn(Entry entry) => entry.From is null or { Journal.Value.Length: 0 };

    private static Scribe? By(EntryBody body, ClientId old, ClientId now)
    {
        Stamp Restamped(Stamp stamp) => stamp.Origin == old.Value ? stamp with { Origin = now.Value } : stamp;
        return body switch
        {
            EntryBody.Changed(var change) => change with
            {
                At = Restamped(change.At),
                Registers = [.. change.Registers.Select(register => register with { At = Restamped(register.At) })],
                Destroyed = Restamped(change.Destroyed),
            },
            EntryBody.Operated(var operation) => operation with { At = Restamped(operation.At) },
            _ => null,
        };
    }
}
