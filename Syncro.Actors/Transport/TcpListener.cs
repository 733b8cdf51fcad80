using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Journal;
using Syncro.Sessions;
using Syncro.Settings;

namespace Syncro.Transport;

/// <summary>Listens on one address, and makes a session of every connection.</summary>
internal sealed class TcpListener : ReceiveActor
{
    private readonly SyncroSpace _space;
    private readonly ListenerSettings _settings;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly IMaterializer _materializer = Context.System.Materializer();
    private int _connections;
    private Tcp.ServerBinding? _binding;

    /// <summary>Binds; answered by <see cref="Bound"/> or Status.Failure with a <see cref="ListenException"/>.</summary>
    public sealed record Bind;

    /// <summary>Listening there.</summary>
    public sealed record Bound(System.Net.EndPoint Address);

    public TcpListener(SyncroSpace space, ListenerSettings settings)
    {
        (_space, _settings) = (space, settings);
        Receive<Bind>(_ => OnBind());
        Receive<Tcp.ServerBinding>(binding => _binding = binding);
        Receive<Tcp.IncomingConnection>(OnConnection);
        Receive<Terminated>(_ => _connections--);
        Receive<SessionActor.InSession>(_ => { });
    }

    private void OnBind()
    {
        var (self, asker) = (Self, Sender);
        var bound = Context.System.TcpStream()
            .Bind(_settings.Address.Host, _settings.Address.Port, halfClose: true)
            .To(Sink.ForEach<Tcp.IncomingConnection>(connection => self.Tell(connection)))
            .Run(_materializer);
        bound.ContinueWith(
            done =>
            {
                if (done.IsCompletedSuccessfully)
                {
                    self.Tell(done.Result);
                    asker.Tell(new Bound(done.Result.LocalAddress));
                }
                else
                    asker.Tell(new Status.Failure(new ListenException(_settings, done.Exception!.InnerException!)));
            },
            TaskScheduler.Default);
    }

    private void OnConnection(Tcp.IncomingConnection connection)
    {
        if (_connections >= _space.Settings.Wire.MaxConnections)
        {
            _logger.Warning("A connection is refused: {0} are open already", _connections);
            Akka.Streams.Dsl.Source.Empty<Akka.IO.ByteString>().Via(connection.Flow).RunWith(Sink.Cancelled<Akka.IO.ByteString>(), _materializer);
            return;
        }
        _connections++;
        var link = new TcpLink(connection.Flow, _space.Settings.Wire, _materializer);
        var terms = Terms.Of(_space, dials: false, _settings.Client, null);
        Context.Watch(Context.ActorOf(Props.Create(() => new SessionActor(_space, terms, _settings.Protocol, link))));
    }

    // A session that failed is over; its connection can't begin again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PostStop() => _binding?.Unbind();
}

/// <summary>An address can't be listened on: in use, not this machine's, or not allowed.</summary>
public sealed class ListenException : SyncroException
{
    internal ListenException(ListenerSettings listener, Exception inner)
        : base($"listener '{listener.Name}' can't listen on {listener.Address}: {Reason(listener.Address) ?? inner.Message}", inner) { }

    // Akka's exception tells no cause. The system, asked once more, does.
    private static string? Reason(TcpAddress address)
    {
        try
        {
            using var probe = new System.Net.Sockets.TcpListener(System.Net.Dns.GetHostAddresses(address.Host)[0], address.Port);
            probe.Start();
            return null;
        }
        catch (System.Net.Sockets.SocketException e)
        {
            return e.Message;
        }
    }
}
