using Akka.Actor;
using Syncro.Journal;
using Syncro.Settings;

namespace Syncro.Identity;

/// <summary>Makes the journal of a new identity, with what it takes over, and closes it again.</summary>
internal static class NewJournal
{
    // Change sets on their way to the journal together: fewer than may wait for it.
    private const int Together = 256;

    /// <param name="settings">Of the peer that it is to be, linked with nobody.</param>
    /// <param name="sets">What it takes over, in order.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <returns>How many scribes were taken over: all of them are on disk.</returns>
    public static async Task<long> MakeAsync(
        SyncroSettings settings, IEnumerable<ChangeSet.Carried> sets, CancellationToken cancel)
    {
        var (system, count) = (ActorSystem.Create("syncro-identity", "akka { loglevel = OFF, stdout-loglevel = OFF }"), 0L);
        try
        {
            await using var peer = await SyncroPeer.StartAsync(system, settings, cancel: cancel).ConfigureAwait(false);
            foreach (var some in sets.Chunk(Math.Min(Together, settings.Journal.Queue)))
            {
                await Task.WhenAll(some.Select(set => peer.CarryAsync(set, cancel))).ConfigureAwait(false);
                count += some.Sum(set => (long)set.Scribes.Length);
            }
        }
        finally
        {
            await system.Terminate().ConfigureAwait(false);
        }
        await SqliteStorage.CloseAsync(Path.Combine(settings.Storage.Directory, "journal.db"), cancel).ConfigureAwait(false);
        return count;
    }
}
