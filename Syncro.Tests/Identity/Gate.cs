using System.Net;
using System.Net.Sockets;

namespace Syncro.Tests.Identity;

/// <summary>An address that leads to another, as long as it is open: what is cut and joined without a peer stopping.</summary>
internal sealed class Gate : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _lock = new();
    private readonly List<TcpClient> _through = [];
    private int? _to;

    public Gate()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Lets callers through to a port; null: cuts everyone, and lets nobody through.</summary>
    public void Open(int? to)
    {
        lock (_lock)
        {
            _to = to;
            foreach (var end in _through)
                end.Dispose();
            _through.Clear();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = PassAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The gate is gone.
        }
    }

    private async Task PassAsync(TcpClient caller)
    {
        using var called = new TcpClient();
        try
        {
            int? to;
            lock (_lock)
            {
                if ((to = _to) is not null)
                    _through.AddRange([caller, called]);
            }
            if (to is { } port)
            {
                await called.ConnectAsync(IPAddress.Loopback, port);
                var (one, other) = (caller.GetStream(), called.GetStream());
                await Task.WhenAny(one.CopyToAsync(other), other.CopyToAsync(one));
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
        finally
        {
            caller.Dispose();
        }
    }

    public void Dispose()
    {
        Open(null);
        _listener.Dispose();
    }
}
