using Syncro.Scribes;

namespace Syncro.Rpc;

/// <summary>Who calls a method of ours.</summary>
public sealed class RpcCaller
{
    private readonly SyncroSpace _space;

    internal RpcCaller(SyncroSpace space, ClientId client) => (_space, Client) = (space, client);

    /// <summary>Its GUID, as it proved it; of a version-1 listener's client, the one configured.</summary>
    public ClientId Client { get; }

    /// <summary>Calls a method of the caller, over its live session, while it waits: see <see cref="SyncroPeer.CallAsync"/>.</summary>
    /// <exception cref="SyncroException">As of <see cref="SyncroPeer.CallAsync"/>.</exception>
    public Task<T> CallAsync<T>(
        string klass, string method, object?[] args, TimeSpan? timeout = null, CancellationToken cancel = default) =>
        RpcClient.CallAsync<T>(_space, Client, klass, method, args, timeout, cancel);
}
