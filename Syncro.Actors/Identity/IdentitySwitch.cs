using System.Text.Json;
using Syncro.Scribes;

namespace Syncro.Identity;

/// <summary>
/// Puts the files of a new identity in the place of the old one's. The new ones are made whole in a folder beside; from
/// the moment that a file there says so, they are the storage's, and what is left to do is to move them: whoever opens the
/// storage next finishes it.
/// </summary>
/// <param name="directory">The storage, locked by the caller.</param>
internal sealed class IdentitySwitch(string directory)
{
    private const string Journal = "journal.db", Client = "client", Ready = "ready";

    // In one database a file is nothing without the others.
    private static readonly string[] Files =
        [Journal, $"{Journal}-wal", $"{Journal}-shm", "records.db", "records.db-wal", "records.db-shm", Client];

    /// <summary>Where the new identity's files are made.</summary>
    public string Making { get; } = Path.Combine(directory, "identity.new");

    /// <summary>Where the journal is of the identity that the storage has now.</summary>
    public string Current => IsDecided && File.Exists(Path.Combine(Making, Journal)) ? Making : directory;

    private bool IsDecided => File.Exists(Path.Combine(Making, Ready));

    /// <summary>An empty folder to make them in: what a kill left there, unfinished, is nobody's.</summary>
    public void Begin()
    {
        if (Directory.Exists(Making))
            Directory.Delete(Making, recursive: true);
        Directory.CreateDirectory(Making);
    }

    /// <summary>The new identity is not in the configuration: its GUID goes with its storage.</summary>
    public void Keep(ClientId client)
    {
        using var file = File.Create(Path.Combine(Making, Client));
        file.Write(System.Text.Encoding.UTF8.GetBytes(client.Value));
        file.Flush(flushToDisk: true);
    }

    /// <summary>The new files are whole and on disk: from here on they are the storage's.</summary>
    public void Decide(RenewedIdentity renewed)
    {
        using (var file = File.Create(Path.Combine(Making, Ready + ".part")))
        {
            using (var json = new Utf8JsonWriter(file))
            {
                json.WriteStartObject();
                json.WriteString("old", renewed.Old.Value);
                json.WriteString("new", renewed.New.Value);
                json.WriteNumber("carried", renewed.Carried);
                json.WriteString("files", Path.GetFileName(renewed.OldFiles));
                json.WriteEndObject();
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(Path.Combine(Making, Ready + ".part"), Path.Combine(Making, Ready));
    }

    /// <summary>Moves what is still to be moved; null where nothing was decided.</summary>
    public RenewedIdentity? Finish()
    {
        if (!IsDecided)
            return null;
        var ready = Path.Combine(Making, Ready);
        var renewed = Read(ready);
        // As long as the new journal is there, what stands in its place is the old one's.
        if (File.Exists(Path.Combine(Making, Journal)))
        {
            Directory.CreateDirectory(renewed.OldFiles);
            foreach (var name in Files.Where(name => File.Exists(Path.Combine(directory, name))))
                File.Move(Path.Combine(directory, name), Path.Combine(renewed.OldFiles, name));
            File.Move(Path.Combine(Making, Journal), Path.Combine(directory, Journal));
        }
        if (File.Exists(Path.Combine(Making, Client)))
            File.Move(Path.Combine(Making, Client), Path.Combine(directory, Client));
        // Last what says that there is something to do.
        foreach (var file in Directory.GetFiles(Making).Where(file => file != ready))
            File.Delete(file);
        File.Delete(ready);
        Directory.Delete(Making);
        return renewed;
    }

    private RenewedIdentity Read(string ready)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(ready));
        var root = json.RootElement;
        return new(
            new ClientId(root.GetProperty("old").GetString()!), new ClientId(root.GetProperty("new").GetString()!),
            root.GetProperty("carried").GetInt64(),
            Path.Combine(directory, Path.GetFileName(root.GetProperty("files").GetString()!)));
    }
}
