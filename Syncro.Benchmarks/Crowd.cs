using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Benchmarks;

/// <summary>Clients that have caught up, and then never read nor answer.</summary>
internal sealed class Crowd : IDisposable
{
    private static int _crowds;

    private readonly List<PlainClient> _clients = [];
    private long _pages;

    /// <summary>Read by those that rewind.</summary>
    public long Pages => Interlocked.Read(ref _pages);

    public static async Task<Crowd> StallAsync(int port, int count, CancellationToken cancel)
    {
        var (crowd, number) = (new Crowd(), Interlocked.Increment(ref _crowds));
        for (var i = 0; i < count; i++)
            crowd._clients.Add(await PlainClient.JoinAsync(port, new($"stalled {i} of crowd {number}"), cancel));
        return crowd;
    }

    /// <summary>From now on each reads the first page of the journal, again and again.</summary>
    public void Rewind()
    {
        foreach (var client in _clients)
            _ = Task.Run(() => RewindAsync(client));
    }

    private async Task RewindAsync(PlainClient client)
    {
        try
        {
            for (var id = 3L; ; id++)
            {
                await client.SendAsync(new Message.Sync(JsonText.Of(id), null, false, []), default);
                await client.ReceiveAsync(message => (message as Message.Response)?.Result as Result.Page, default);
                Interlocked.Increment(ref _pages);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is over.
        }
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());
}
