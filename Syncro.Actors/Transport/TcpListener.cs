using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Syncro.Sessions;
using Syncro.Settings;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>
/// Listens on one address, and makes a session of every connection. It accepts by itself: Akka.IO's listener passes over
/// what it accepts before it has told that it is bound, and such a connection hangs.
/// </summary>
internal sealed partial class TcpListener : ReceiveActor, IWithTimers, IDisposable
{
    private const int Backlog = 1024;

    // Callers that are being told that there is no place; beyond it nobody is told.
    private const int MaxRefusals = 100;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly SyncroSpace _space;
    private readonly ListenerSettings _settings;
    private readonly Connections _all;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly IMaterializer _materializer;
    private Socket? _socket;
    private Task<Socket>? _accepting;
    private int _connections, _refusals;

    /// <summary>Binds; answered by <see cref="Bound"/> or Status.Failure with a <see cref="ListenException"/>.</summary>
    public sealed record Bind;

    /// <summary>Listening there.</summary>
    public sealed record Bound(EndPoint Address);

    private sealed record Accept;

    private sealed record Accepted(Socket Socket) : IDeadLetterSuppression;

    private sealed record NotAccepted(Exception Why) : IDeadLetterSuppression;

    private sealed record Refused : IDeadLetterSuppression;

    public TcpListener(SyncroSpace space, ListenerSettings settings, Connections all, IMaterializer materializer)
    {
        (_space, _settings, _all, _materializer) = (space, settings, all, materializer);
        _tls = settings.Tls is { } tls ? new(tls) : null;
        Receive<Bind>(_ => OnBind());
        Receive<Accept>(_ => AcceptNext());
        Receive<Accepted>(accepted => OnConnection(accepted.Socket));
        Receive<NotAccepted>(OnNotAccepted);
        Receive<Begun>(begun => Begin(begun.Connection, begun.Took));
        Receive<NotBegun>(OnNotBegun);
        Receive<Refused>(_ => _refusals--);
        Receive<Terminated>(_ => OnEnded());
        Receive<SessionActor.InSession>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private void OnBind()
    {
        try
        {
            var address = EndPoint(_settings.Address);
            _socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _socket.Bind(address);
            _socket.Listen(Backlog);
            Sender.Tell(new Bound(_socket.LocalEndPoint!));
            AcceptNext();
        }
        catch (SocketException e)
        {
            Sender.Tell(new Status.Failure(new ListenException(_settings, e)));
        }
    }

    private static IPEndPoint EndPoint(TcpAddress address) => new(
        IPAddress.TryParse(address.Host, out var given) ? given : Dns.GetHostAddresses(address.Host)[0], address.Port);

    private void AcceptNext()
    {
        _accepting = _socket!.AcceptAsync();
        _accepting.PipeTo(Self, success: socket => new Accepted(socket), failure: why => new NotAccepted(why));
    }

    // Out of file handles, or a caller that left at once: the next may fare better.
    private void OnNotAccepted(NotAccepted failed)
    {
        Warn($"A connection to {_settings.Address} could not be accepted: {failed.Why.Message}");
        Timers.StartSingleTimer(nameof(Accept), new Accept(), Retry);
    }

    private void OnConnection(Socket socket)
    {
        _accepting = null;
        if (!_all.TryTake())
            Refuse(socket);
        else
        {
            _connections++;
            if (_tls is not null)
                Encrypt(socket, _tls);
            else
                Begin(Secured.Plain(socket), TimeSpan.Zero);
        }
        AcceptNext();
    }

    private void OnEnded()
    {
        _connections--;
        _all.Free(1);
    }

    // An error ends a version-1 caller's process, and one that waits for TLS could not read it.
    private void Refuse(Socket socket)
    {
        var fault = new Fault(Code.TooMany, $"{_space.Settings.Wire.MaxConnections} connections are open already");
        Warn($"A connection to {_settings.Address} is refused: {fault.Text}");
        if (_settings.Protocol == 1 || _tls is not null || _refusals >= MaxRefusals)
        {
            socket.Dispose();
            return;
        }
        _refusals++;
        Refusal.SendAsync(socket, fault).PipeTo(Self, success: () => new Refused());
    }

    // A flood of callers is no flood of lines.
    private void Warn(string text)
    {
        if (_space.Reported.IsNew(null, text, _space.Time.GetUtcNow().ToUnixTimeMilliseconds()))
            _logger.Warning("{0}", text);
    }

    // A session that failed is over; its connection can't begin again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop()
    {
        _all.Free(_connections);
        Dispose();
        foreach (var socket in _beginning)
            socket.Dispose();
        // Whom nobody serves any more.
        _accepting?.ContinueWith(
            accepted => accepted.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion,
            TaskScheduler.Default);
    }

    public void Dispose() => _socket?.Dispose();
}
