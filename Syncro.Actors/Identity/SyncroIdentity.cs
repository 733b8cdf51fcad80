using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Syncro.Identity;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro;

/// <summary>
/// Whose a storage directory is, and how a copy of one becomes another client's. Of the storage embedded in SQLite alone.
/// </summary>
public static class SyncroIdentity
{
    /// <summary>Whose storage the settings name. It changes nothing, and may be asked while the peer runs.</summary>
    /// <exception cref="StorageException">It can't be read, or holds no journal of that space.</exception>
    public static StoredIdentity Show(SyncroSettings settings)
    {
        var change = new IdentitySwitch(Path.GetFullPath(settings.Storage.Directory));
        using var stored = new StoredSpace(change.Current, settings.Space);
        return stored.Identity;
    }

    /// <summary>
    /// Gives a copy of a storage an identity of its own: the GUID that the settings name, or else a random one, and an
    /// empty journal. What the old identity recorded itself and not every peer that the settings dial has acknowledged is
    /// recorded there once more, as the new one's own, with its times; all else comes by sync. The old files are kept in
    /// a folder of the storage directory. Wherever it is broken off, the storage is the old identity's or the new one's,
    /// whole; called again, or by the next start of a peer, what it began is finished.
    /// </summary>
    /// <exception cref="StorageException">The storage can't be used, is in use, or holds no journal of that space.</exception>
    /// <exception cref="InvalidSettingsException">The settings name the GUID that the storage has already.</exception>
    public static async Task<RenewedIdentity> RenewAsync(SyncroSettings settings, CancellationToken cancel = default)
    {
        var directory = Path.GetFullPath(settings.Storage.Directory);
        using var locked = StorageDirectory.Lock(directory);
        var change = new IdentitySwitch(directory);
        if (change.Finish() is { } finished)
            return finished;
        // A peer of this process may have run here: what it left open would go on with the old file.
        SqliteStorage.Release(Path.Combine(directory, "journal.db"));
        change.Decide(await PrepareAsync(settings, directory, change, cancel).ConfigureAwait(false));
        return change.Finish()!;
    }

    private static async Task<RenewedIdentity> PrepareAsync(
        SyncroSettings settings, string directory, IdentitySwitch change, CancellationToken cancel)
    {
        using var stored = new StoredSpace(directory, settings.Space);
        var old = stored.Identity.Client;
        if (settings.Client == old)
            throw new InvalidSettingsException(
                $"syncro.client is '{old}', whose the storage '{directory}' is already; "
                + "name another GUID there first, or none");
        var client = settings.Client ?? new ClientId(Guid.NewGuid().ToString());
        change.Begin();
        var acknowledged = settings.Peers.IsEmpty
            ? Position.Zero : settings.Peers.Min(peer => stored.Acknowledged(peer.Client));
        if (stored.State.Gone is > 0 and var gone)
            await SeeThatNothingIsLostAsync(settings, directory, gone, acknowledged, cancel).ConfigureAwait(false);
        var carried = await NewJournal.MakeAsync(
            Alone(settings, client, change.Making), Carrying.Sets(stored.Log, old, client, acknowledged), cancel)
            .ConfigureAwait(false);
        if (settings.Client is null)
            change.Keep(client);
        return new(old, client, carried, Path.Combine(directory, FolderOf(old)));
    }

    // What is carried is read of the log: where compaction let go of some that nobody else need hold, it is refused.
    private static async Task SeeThatNothingIsLostAsync(
        SyncroSettings settings, string directory, long gone, Position acknowledged, CancellationToken cancel)
    {
        const string Left = "The storage was left as it was";
        if (acknowledged.Commit <= gone)
            throw new StorageException(
                directory, $"compaction let go of its log up to commit {gone}, and the peers it dials have acknowledged it up to {acknowledged.Commit}: "
                + $"what it changed itself before can't be made a new identity's. {Left}", null);
        using var store = RecordStore.Open(RecordStoreOptions.File(Path.Combine(directory, "records.db")));
        foreach (var name in await store.ClassesAsync(cancel).ConfigureAwait(false))
            await foreach (var page in store.PagesAsync(name, cancel).ConfigureAwait(false))
                foreach (var (id, record) in page)
                    if (record.Audience is Audience.UnannouncedOnly && record.Position.Commit <= gone)
                        throw new StorageException(
                            directory, $"{name} {id} was recorded for this peer alone, and compaction let go of its log: it can't be made a new "
                            + $"identity's. {Left}", null);
    }

    private static SyncroSettings Alone(SyncroSettings settings, ClientId client, string directory) => settings with
    {
        Client = client,
        Storage = settings.Storage with { Directory = directory, RecordsProvider = "SQLite", RecordsConnection = new("") },
        Listeners = [],
        Peers = [],
    };

    // A GUID is never a path.
    private static string FolderOf(ClientId old)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(old.Value)))[..12];
        return string.Create(CultureInfo.InvariantCulture, $"{hash}-{DateTime.UtcNow:yyyyMMdd'T'HHmmssfff'Z'}");
    }
}

/// <summary>Whose a storage is.</summary>
/// <param name="Client">The GUID of the peer that made it.</param>
/// <param name="Journal">The id of its journal.</param>
/// <param name="Position">Of the journal's last scribe, 0 when empty.</param>
public sealed record StoredIdentity(ClientId Client, JournalId Journal, Position Position);

/// <summary>A storage that was made another client's.</summary>
/// <param name="Old">Whose it was.</param>
/// <param name="New">Whose it is.</param>
/// <param name="Carried">Scribes recorded again in the new journal.</param>
/// <param name="OldFiles">The folder that holds the files of before.</param>
public sealed record RenewedIdentity(ClientId Old, ClientId New, long Carried, string OldFiles);
