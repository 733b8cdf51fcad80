using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Syncro.Clients;
using Syncro.Sessions;
using Syncro.Settings;

namespace Syncro.Transport;

/// <summary>
/// Keeps one session with a peer for as long as the node runs: dials, and dials again with jittered, growing pauses. It
/// waits while a session that the peer dialled is live.
/// </summary>
internal sealed class Dialler : ReceiveActor, IWithTimers, IDisposable
{
    private readonly SyncroSpace _space;
    private readonly PeerSettings _settings;
    private readonly ILoggingAdapter _logger = Context.GetLogger();
    private readonly IMaterializer _materializer;
    private readonly IDialling _way;
    private readonly CancellationTokenSource _stopped = new();
    private Task<object>? _dialling;
    private bool _connecting;
    private int _failures;
    private long? _inSession;
    private string? _lastFailure;

    private sealed record Dial;

    private sealed record Connected(IDialled Connection) : IDeadLetterSuppression;

    private sealed record NotConnected(string Why) : IDeadLetterSuppression;

    public Dialler(SyncroSpace space, PeerSettings settings, IMaterializer materializer)
    {
        (_space, _settings, _materializer) = (space, settings, materializer);
        _way = settings.Address.Path is null ? new TcpDialling(settings) : new WebSocketDialling(settings, space.Settings.Wire.Compression);
        Receive<Dial>(_ => Ask());
        Receive<Free>(_ => Connect());
        Receive<Connected>(connected => OnConnected(connected.Connection));
        Receive<NotConnected>(failed => OnNotConnected(failed.Why));
        Receive<SessionActor.InSession>(_ => _inSession = _space.Time.GetTimestamp());
        Receive<Terminated>(_ => Again());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Self.Tell(new Dial());

    protected override void PostStop()
    {
        _stopped.Cancel();
        // Nobody speaks over it any more.
        _dialling?.ContinueWith(dialled => (dialled.Result as Connected)?.Connection.Dispose(), TaskScheduler.Default);
    }

    public void Dispose() => _stopped.Dispose();

    // A session that failed is over; its connection can't begin again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    // Asked again where no answer comes: the client's actor may be starting again after a failed write.
    private void Ask()
    {
        if (_connecting)
            return;
        _space.Clients.Tell(new ClientCommand.WhenFree(_settings.Client));
        Timers.StartSingleTimer(nameof(Dial), new Dial(), _space.Settings.Wire.ReconnectMax);
    }

    private void Connect()
    {
        if (_connecting)
            return;
        _connecting = true;
        Timers.Cancel(nameof(Dial));
        _dialling = ConnectAsync();
        _dialling.PipeTo(Self);
    }

    private async Task<object> ConnectAsync()
    {
        var timeout = _space.Settings.Wire.ConnectTimeout;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        limit.CancelAfter(timeout);
        try
        {
            return new Connected(await _way.ConnectAsync(limit.Token).ConfigureAwait(false));
        }
        catch (Exception e)
        {
            // Whatever it is, no file handles or a host that no resolver takes: it may be better the next time.
            return new NotConnected(e is OperationCanceledException ? $"no answer within {timeout.TotalSeconds} s" : e.Message);
        }
    }

    private void OnConnected(IDialled connection)
    {
        (_dialling, _lastFailure) = (null, null);
        var link = new StreamLink(_space.Settings.Wire, connection.Framing, _settings.Protocol);
        connection.Join(link, _materializer);
        var terms = Terms.Of(_space, dials: true, _settings.Client, _settings.Token?.Value);
        Context.Watch(Context.ActorOf(Props.Create(() => new SessionActor(_space, terms, _settings.Protocol, link))));
    }

    private void OnNotConnected(string why)
    {
        var text = $"{_settings.Address} can't be reached: {why}";
        _space.Clients.Tell(new ClientCommand.Report(_settings.Client, text));
        // A peer that is offline stays so for long: only what is new is worth a warning.
        if (why == _lastFailure)
            _logger.Debug("{0}: {1}", _settings.Client, text);
        else
            _logger.Warning("{0}: {1}", _settings.Client, text);
        _lastFailure = why;
        Again();
    }

    private void Again()
    {
        // A link that stood is dialled again at once; one that ended as soon as it began may do so for ever.
        if (_inSession is { } since && _space.Time.GetElapsedTime(since) > _space.Settings.Wire.ReconnectMax)
            _failures = 0;
        (_inSession, _connecting) = (null, false);
        Timers.StartSingleTimer(nameof(Dial), new Dial(), Pause());
    }

    private TimeSpan Pause()
    {
        var (min, max) = (_space.Settings.Wire.ReconnectMin, _space.Settings.Wire.ReconnectMax);
        var pause = Math.Min(max.TotalMilliseconds, min.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)));
        return TimeSpan.FromMilliseconds(pause * (1 - (Random.Shared.NextDouble() * 0.3)));
    }
}
