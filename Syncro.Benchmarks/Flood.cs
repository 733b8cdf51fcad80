using System.Net;
using System.Net.Sockets;

namespace Syncro.Benchmarks;

/// <summary>Connects and leaves again and again, as fast as four callers can.</summary>
internal sealed class Flood : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task[] _callers;
    private long _connections;

    public Flood(int port) => _callers = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallAsync(port)))];

    /// <summary>How many connections there were.</summary>
    public async Task<long> StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
        return _connections;
    }

    private async Task CallAsync(int port)
    {
        while (!_stop.IsCancellationRequested)
            try
            {
                // Closed at once by a reset: else the ports of this machine are used up in seconds.
                using var caller = new TcpClient { LingerState = new(true, 0) };
                await caller.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                Interlocked.Increment(ref _connections);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Not accepted: the flood goes on.
            }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
