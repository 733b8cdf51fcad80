using System.Net;
using System.Net.Sockets;

namespace Syncro.Tests.Proxy;

/// <summary>What a line may do to those who speak over it.</summary>
internal enum LineFault
{
    /// <summary>What is sent arrives later.</summary>
    Delay,

    /// <summary>What is sent arrives a byte at a time.</summary>
    Slices,

    /// <summary>Connections are accepted, and nothing comes or goes any more, not even their end.</summary>
    Blackhole,

    /// <summary>As <see cref="Blackhole"/>, in one direction.</summary>
    OneWay,

    /// <summary>RST, to both sides.</summary>
    Reset,

    /// <summary>FIN, to one side; the other direction stands.</summary>
    HalfClose,

    /// <summary>Cut off after any byte.</summary>
    Cut,
}

/// <summary>
/// A TCP line to a listener of this machine that is struck by one fault at a time, for as long as that lasts. What a
/// connection lost to a <see cref="LineFault.Blackhole"/> it never gets back.
/// </summary>
/// <param name="server">The listener's port.</param>
/// <param name="random">What is drawn; null: no fault is to begin.</param>
/// <param name="keep">Whether every byte that goes to the client is kept.</param>
internal sealed class FaultProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _server;
    private readonly Random? _random;
    private readonly MemoryStream? _kept;
    private long _sent;
    private readonly Lock _gate = new();
    private readonly List<ProxiedConnection> _connections = [];
    private readonly int[] _struck = new int[Enum.GetValues<LineFault>().Length];
    private LineFault? _fault;

    public FaultProxy(int server, Random? random = null, bool keep = false)
    {
        (_server, _random, _kept) = (server, random, keep ? new() : null);
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections { get; private set; }

    /// <summary>Everything sent to the client so far, over all connections.</summary>
    public byte[] Received
    {
        get { lock (_gate) return _kept!.ToArray(); }
    }

    /// <summary>How many bytes the client sent so far, over all connections.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>How often a fault has struck: a live connection, or what was on its way.</summary>
    public int Struck(LineFault fault) => Volatile.Read(ref _struck[(int)fault]);

    public void Begin(LineFault fault)
    {
        lock (_gate)
        {
            _fault = fault;
            foreach (var connection in _connections.Where(connection => connection.IsLive).ToList())
                connection.Strike(fault);
        }
    }

    public void End()
    {
        lock (_gate)
            _fault = null;
    }

    /// <summary>Ends every connection.</summary>
    public void Cut()
    {
        lock (_gate)
            foreach (var connection in _connections)
                connection.Dispose();
    }

    /// <summary>What strikes now.</summary>
    internal LineFault? Fault
    {
        get { lock (_gate) return _fault; }
    }

    internal void Count(LineFault fault) => Interlocked.Increment(ref _struck[(int)fault]);

    internal int Draw(int below)
    {
        lock (_gate)
            return _random!.Next(below);
    }

    internal void CountSent(int bytes) => Interlocked.Add(ref _sent, bytes);

    internal void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_kept is not null)
            lock (_gate)
                _kept.Write(bytes);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = new ProxiedConnection(this, await _listener.AcceptTcpClientAsync());
                lock (_gate)
                {
                    _connections.RemoveAll(ended => ended.IsClosed);
                    _connections.Add(connection);
                    Connections++;
                    if (_fault is { } fault)
                        connection.Strike(fault);
                }
                connection.Run(_server);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Nobody is to come any more.
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }
}
