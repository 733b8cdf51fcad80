using System.Net;
using System.Net.Sockets;

namespace Syncro.Tests.Canaries;

/// <summary>A way to the server that keeps every byte which its client was ever sent, and can be cut.</summary>
internal sealed class CapturingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly Lock _gate = new();
    private readonly MemoryStream _received = new();
    private TcpClient? _client, _behind;

    public CapturingProxy(int server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>Everything sent to the client so far, over all connections.</summary>
    public byte[] Received
    {
        get { lock (_gate) return _received.ToArray(); }
    }

    public void Cut()
    {
        lock (_gate)
        {
            _client?.Close();
            _behind?.Close();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                var behind = new TcpClient();
                await behind.ConnectAsync(IPAddress.Loopback, _server);
                lock (_gate)
                    (_client, _behind, Connections) = (client, behind, Connections + 1);
                _ = PumpAsync(client, behind, keep: false);
                _ = PumpAsync(behind, client, keep: true);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nobody is to come any more.
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, bool keep)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer) is var count and > 0)
            {
                if (keep)
                    lock (_gate)
                        _received.Write(buffer, 0, count);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        from.Close();
        to.Close();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }
}
