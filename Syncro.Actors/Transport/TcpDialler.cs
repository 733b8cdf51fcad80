using Akka;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Clients;
using Syncro.Sessions;
using Syncro.Settings;

namespace Syncro.Transport;

/// <summary>
/// Keeps one session with a peer for as long as the node runs: dials, and dials again with jittered, growing pauses. It
/// waits while a session that the peer dialled is live.
/// </summary>
internal sealed class TcpDialler : ReceiveActor, IWithTimers
{
    private readonly SyncroSpace _space;
    private readonly PeerSettings _settings;
    private readonly IMaterializer _materializer = Context.System.Materializer();
    private int _failures;
    private long? _inSession;

    private sealed record Dial;

    public TcpDialler(SyncroSpace space, PeerSettings settings)
    {
        (_space, _settings) = (space, settings);
        Receive<Dial>(_ => _space.Clients.Tell(new ClientCommand.WhenFree(_settings.Client)));
        Receive<Free>(_ => Connect());
        Receive<SessionActor.InSession>(_ => _inSession = _space.Time.GetTimestamp());
        Receive<Terminated>(_ => Again());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Dial());

    // A session that failed is over; its connection can't begin again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Connect()
    {
        var address = new System.Net.DnsEndPoint(_settings.Address.Host, _settings.Address.Port);
        Task? connected = null;
        var connection = Context.System.TcpStream()
            .OutgoingConnection(address, connectionTimeout: _space.Settings.Wire.ConnectTimeout)
            .MapMaterializedValue(task =>
            {
                connected = task;
                return NotUsed.Instance;
            })
            // Akka names its own command and its parameters.
            .SelectError(e => connected is { IsCompletedSuccessfully: true }
                ? e : new StreamTcpException($"{_settings.Address} can't be reached"));
        var link = new TcpLink(connection, _space.Settings.Wire, _materializer);
        var terms = Terms.Of(_space, dials: true, _settings.Client, _settings.Token?.Value);
        Context.Watch(Context.ActorOf(Props.Create(() => new SessionActor(_space, terms, _settings.Protocol, link))));
    }

    private void Again()
    {
        // A link that stood is dialled again at once; one that ended as soon as it began may do so for ever.
        if (_inSession is { } since && _space.Time.GetElapsedTime(since) > _space.Settings.Wire.ReconnectMax)
            _failures = 0;
        _inSession = null;
        Timers.StartSingleTimer(nameof(Dial), new Dial(), Pause());
    }

    private TimeSpan Pause()
    {
        var (min, max) = (_space.Settings.Wire.ReconnectMin, _space.Settings.Wire.ReconnectMax);
        var pause = Math.Min(max.TotalMilliseconds, min.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(pause * (1 - (Random.Shared.NextDouble() * 0.3)));
    }
}
