using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>
/// How many methods of ours run for each client, over all its sessions and after them: one that heeds no cancelling keeps
/// its place until it has ended.
/// </summary>
/// <param name="most">Of one client.</param>
internal sealed class RunningCalls(long most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientId, int> _running = [];

    /// <summary>Of one client.</summary>
    public long Most => most;

    /// <summary>Whether there is a place for one more; then it is taken until <see cref="Free"/>.</summary>
    public bool TryTake(ClientId client)
    {
        lock (_gate)
        {
            var running = _running.GetValueOrDefault(client);
            if (running < most)
                _running[client] = running + 1;
            return running < most;
        }
    }

    /// <summary>Gives back a place that was taken.</summary>
    public void Free(ClientId client)
    {
        lock (_gate)
            if (--_running[client] == 0)
                _running.Remove(client);
    }
}
