using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Syncro.Benchmarks;

/// <summary>Between a reader and its server: hands on what each sends once it is open, and counts what the server does.</summary>
internal sealed class Wiretap : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string[] _server;
    private long _bytes;

    /// <param name="server">As <c>host:port</c>.</param>
    public Wiretap(string server)
    {
        _server = server.Split(':');
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;

    /// <summary>Sent by the server so far, in all connections.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public void Open() => _open.TrySetResult();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var reader = await _listener.AcceptTcpClientAsync();
                _ = JoinAsync(reader);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }

    private async Task JoinAsync(TcpClient reader)
    {
        using (reader)
        using (var server = new TcpClient { NoDelay = true })
            try
            {
                reader.NoDelay = true;
                await _open.Task;
                await server.ConnectAsync(_server[0], int.Parse(_server[1], CultureInfo.InvariantCulture));
                await Task.WhenAny(CopyAsync(reader, server, _ => { }), CopyAsync(server, reader, count => Interlocked.Add(ref _bytes, count)));
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // One of them left: so does the other.
            }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, Action<int> count)
    {
        var (source, target, buffer) = (from.GetStream(), to.GetStream(), new byte[64 * 1024]);
        while (await source.ReadAsync(buffer) is var read and > 0)
        {
            count(read);
            await target.WriteAsync(buffer.AsMemory(0, read));
        }
    }

    public void Dispose() => _listener.Dispose();
}
