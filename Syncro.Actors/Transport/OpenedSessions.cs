using Akka.Actor;
using Akka.Event;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Transport;

/// <summary>The parent of the sessions whose connections the application keeps.</summary>
internal sealed class OpenedSessions : ReceiveActor
{
    private readonly SyncroSpace _space;
    private readonly Connections _all;
    private int _sessions;

    /// <summary>A session is to begin over a link whose stages run.</summary>
    public sealed record Begin(SessionTerms Terms, int Protocol, StreamLink Link) : IDeadLetterSuppression;

    public OpenedSessions(SyncroSpace space, Connections all)
    {
        (_space, _all) = (space, all);
        Receive<Begin>(OnBegin);
        Receive<Terminated>(_ => OnEnded());
        Receive<SessionActor.InSession>(_ => { });
    }

    private void OnBegin(Begin begin)
    {
        if (!_all.TryTake())
        {
            Refuse(begin);
            return;
        }
        _sessions++;
        Context.Watch(Context.ActorOf(
            Props.Create(() => new SessionActor(_space, begin.Terms, begin.Protocol, begin.Link))));
    }

    private void OnEnded()
    {
        _sessions--;
        _all.Free(1);
    }

    // An error ends a version-1 caller's process.
    private void Refuse(Begin begin)
    {
        var fault = new Fault(Code.TooMany, $"{_space.Settings.Wire.MaxConnections} connections are open already");
        if (begin.Protocol > 1)
            begin.Link.Send(new Message.Error(null, (int)fault.Code, fault.Text));
        begin.Link.Close(new(fault.Code, fault.Text));
    }

    protected override void PostStop() => _all.Free(_sessions);

    // A session that failed is over; its connection can't begin again.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}
