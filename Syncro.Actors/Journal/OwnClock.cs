using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What a withdraw needs to know: which of our registers its sender had taken.</summary>
internal static class OwnClock
{
    /// <summary>A clock time that every own scribe up to a position has at most, and every later one exceeds.</summary>
    public static ulong At(JournalEvent.Commit commit, Position position, ClientId self)
    {
        var own = commit.Entries.Select((entry, index) => (index, Time: OwnTime(entry, self))).Where(e => e.Time > 0).ToList();
        var taken = own.Where(e => e.index <= position.Index).Select(e => e.Time).DefaultIfEmpty().Max();
        return taken > 0 ? taken : own.Count > 0 ? own.Min(e => e.Time) - 1 : commit.Clock.Last;
    }

    // Ours, and what we stamped on receipt for a version-1 peer.
    private static ulong OwnTime(Entry entry, ClientId self) => entry switch
    {
        { From.Journal.Value.Length: > 0 } => 0,
        { Body: EntryBody.Changed({ At: var at }) } when at.Origin == self.Value => at.Time,
        { Body: EntryBody.Operated({ At: var at }) } when at.Origin == self.Value => at.Time,
        _ => 0,
    };
}
