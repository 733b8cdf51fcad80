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
internal sealed class TcpListener : ReceiveActor, IWithTimers, IDisposable
{
    private const int Backlog = 1024;

    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(100);

    private readonly SyncroSpace _space;
    private readonly ListenerSettings _settings;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly IMaterializer _materializer = Context.System.Materializer();
    private Socket? _socket;
    private int _connections;

    /// <summary>Binds; answered by <see cref="Bound"/> or Status.Failure with a <see cref="ListenException"/>.</summary>
    public sealed record Bind;

    /// <summary>Listening there.</summary>
    public sealed record Bound(EndPoint Address);

    private sealed record Accept;

    private sealed record Accepted(Socket Socket) : IDeadLetterSuppression;

    private sealed record NotAccepted(Exception Why) : IDeadLetterSuppression;

    public TcpListener(SyncroSpace space, ListenerSettings settings)
    {
        (_space, _settings) = (space, settings);
        Receive<Bind>(_ => OnBind());
        Receive<Accept>(_ => AcceptNext());
        Receive<Accepted>(accepted => OnConnection(accepted.Socket));
        Receive<NotAccepted>(OnNotAccepted);
        Receive<Terminated>(_ => _connections--);
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

    private void AcceptNext() => _socket!.AcceptAsync().PipeTo(
        Self, success: socket => new Accepted(socket), failure: why => new NotAccepted(why));

    // Out of file handles, or a caller that left at once: the next may fare better.
    private void OnNotAccepted(NotAccepted failed)
    {
        _logger.Warning("A connection to {0} could not be accepted: {1}", _settings.Address, failed.Why.Message);
        Timers.StartSingleTimer(nameof(Accept), new Accept(), Retry);
    }

    private void OnConnection(Socket socket)
    {
        if (_connections >= _space.Settings.Wire.MaxConnections)
        {
            _logger.Warning("A connection is refused: {0} are open already", _connections);
            socket.Dispose();
        }
        else
        {
            _connections++;
            var link = new StreamLink(_space.Settings.Wire, MessageFraming.Frames);
            SocketFlow.Of(socket).Join(link.End).Run(_materializer);
            var terms = Terms.Of(_space, dials: false, _settings.Client, null);
            Context.Watch(Context.ActorOf(Props.Create(() => new SessionActor(_space, terms, _settings.Protocol, link))));
        }
        AcceptNext();
    }

    // A session that failed is over; its connection can't begin again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop() => Dispose();

    public void Dispose() => _socket?.Dispose();
}

/// <summary>An address can't be listened on: in use, not this machine's, or not allowed.</summary>
public sealed class ListenException : SyncroException
{
    internal ListenException(ListenerSettings listener, SocketException inner)
        : base($"listener '{listener.Name}' can't listen on {listener.Address}: {inner.Message}", inner) { }
}
