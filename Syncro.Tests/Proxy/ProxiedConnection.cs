using System.Net;
using System.Net.Sockets;

namespace Syncro.Tests.Proxy;

/// <summary>One connection through a <see cref="FaultProxy"/>.</summary>
internal sealed class ProxiedConnection(FaultProxy proxy, TcpClient client) : IDisposable
{
    private readonly TcpClient _behind = new();
    private volatile bool _upIsDead, _downIsDead, _closed;

    public bool IsClosed => _closed;

    /// <summary>Neither closed nor lost: a fault makes a difference to it.</summary>
    public bool IsLive => !_closed && !_upIsDead && !_downIsDead && _behind.Connected;

    public void Run(int server) => _ = RunAsync(server);

    /// <summary>What strikes a connection as a whole; other faults strike what comes over it.</summary>
    public void Strike(LineFault fault)
    {
        switch (fault)
        {
            case LineFault.Blackhole:
                _upIsDead = _downIsDead = true;
                break;
            case LineFault.OneWay:
                _ = proxy.Draw(2) == 0 ? _upIsDead = true : _downIsDead = true;
                break;
            case LineFault.Reset when IsLive:
                client.LingerState = _behind.LingerState = new(true, 0);
                Dispose();
                break;
            case LineFault.HalfClose when IsLive:
                HalfClose(proxy.Draw(2) == 0 ? client : _behind);
                break;
            default:
                return;
        }
        proxy.Count(fault);
    }

    /// <summary>Ends both sides.</summary>
    public void Dispose()
    {
        _closed = true;
        client.Close();
        _behind.Close();
    }

    private async Task RunAsync(int server)
    {
        try
        {
            client.NoDelay = _behind.NoDelay = true;
            await _behind.ConnectAsync(IPAddress.Loopback, server);
            await Task.WhenAll(
                PumpAsync(client, _behind, () => _upIsDead, down: false), PumpAsync(_behind, client, () => _downIsDead, down: true));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone, or it was cut.
        }
        // Of a connection that leads nowhere nobody learns that the other side has left.
        if (!_upIsDead && !_downIsDead)
            Dispose();
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<bool> dead, bool down)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer) is var count and > 0)
            if (!dead())
                await PassAsync(to, buffer.AsMemory(0, count), down);
        if (!dead())
            HalfClose(to);
    }

    private async Task PassAsync(TcpClient to, ReadOnlyMemory<byte> bytes, bool down)
    {
        if (down)
            proxy.Keep(bytes.Span);
        else
            proxy.CountSent(bytes.Length);
        var stream = to.GetStream();
        var fault = proxy.Fault;
        switch (fault)
        {
            case LineFault.Delay:
                proxy.Count(LineFault.Delay);
                await Task.Delay(proxy.Draw(50));
                break;
            case LineFault.Slices:
                proxy.Count(LineFault.Slices);
                for (; bytes.Length > 1; bytes = bytes[1..])
                    await stream.WriteAsync(bytes[..1]);
                break;
            case LineFault.Cut:
                proxy.Count(LineFault.Cut);
                await stream.WriteAsync(bytes[..proxy.Draw(bytes.Length)]);
                Dispose();
                return;
        }
        await stream.WriteAsync(bytes);
    }

    private static void HalfClose(TcpClient side) => side.Client.Shutdown(SocketShutdown.Send);
}
