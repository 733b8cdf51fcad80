using Akka.Actor;
using Akka.Event;
using Syncro.Sessions;

namespace Syncro.Transport;

/// <summary>The parent of the sessions whose connections the application keeps.</summary>
internal sealed class OpenedSessions : ReceiveActor
{
    private readonly SyncroSpace _space;
    private int _sessions;

    /// <summary>A session is to begin over a link whose stages run.</summary>
    public sealed record Begin(SessionTerms Terms, int Protocol, StreamLink Link) : IDeadLetterSuppression;

    public OpenedSessions(SyncroSpace space)
    {
        _space = space;
        Receive<Begin>(OnBegin);
        Receive<Terminated>(_ => _sessions--);
        Receive<SessionActor.InSession>(_ => { });
    }

    private void OnBegin(Begin begin)
    {
        if (_sessions >= _space.Settings.Wire.MaxConnections)
        {
            begin.Link.Close(new(Code.TooMany, $"{_sessions} sessions are open already"));
            return;
        }
        _sessions++;
        Context.Watch(Context.ActorOf(
            Props.Create(() => new SessionActor(_space, begin.Terms, begin.Protocol, begin.Link))));
    }

    // A session that failed is over; its connection can't begin again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}
