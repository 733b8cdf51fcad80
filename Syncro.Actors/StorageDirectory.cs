using Syncro.Identity;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro;

/// <summary>The storage directory of one running peer, and the GUID kept there.</summary>
internal sealed class StorageDirectory : IDisposable
{
    private readonly FileStream _lock;
    private IDisposable? _held;

    private StorageDirectory(string path, FileStream @lock, ClientId client) => (Path, _lock, Client) = (path, @lock, client);

    public string Path { get; }

    /// <summary>The GUID that was configured, or else the one made here at the first start.</summary>
    public ClientId Client { get; }

    /// <exception cref="StorageException">
    /// It can't be written, or another process runs a peer on it, or the GUID kept there is none.
    /// </exception>
    public static StorageDirectory Open(SyncroSettings settings)
    {
        var path = System.IO.Path.GetFullPath(settings.Storage.Directory);
        var held = Lock(path);
        try
        {
            new IdentitySwitch(path).Finish();
            return new(path, held, settings.Client ?? Kept(System.IO.Path.Combine(path, "client")));
        }
        catch (Exception e)
        {
            held.Dispose();
            if (e is IOException or UnauthorizedAccessException or InvalidNameException)
                throw new StorageException(path, e.Message, e);
            throw;
        }
    }

    /// <summary>Nobody else has the directory until it is disposed of; made where it is missing.</summary>
    /// <exception cref="StorageException">It can't be written, or another process runs a peer on it.</exception>
    public static FileStream Lock(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(path, e.Message, e);
        }
    }

    /// <summary>Something more that is let go with it.</summary>
    public void Hold(IDisposable held) => _held = held;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    private static ClientId Kept(string file)
    {
        if (System.IO.File.Exists(file))
            return new(System.IO.File.ReadAllText(file).Trim());
        var made = new ClientId(Guid.NewGuid().ToString());
        // Whole or not at all: half a GUID would be another peer.
        System.IO.File.WriteAllText(file + ".new", made.Value);
        System.IO.File.Move(file + ".new", file);
        return made;
    }

    public void Dispose()
    {
        _held?.Dispose();
        _lock.Dispose();
    }
}
