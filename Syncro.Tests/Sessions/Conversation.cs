using System.Collections.Immutable;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Sessions;

/// <summary>One open session's pure machine, and what it did last. The other side has caught up with an empty journal.</summary>
internal sealed class Conversation
{
    public const long Silence = 45_000;

    public static readonly CallLimits Limits = new(Running: 2, Waiting: 2, Timeout: 30_000);

    private static readonly Cursor Head = Cursor.Start(new("j1"));

    private SessionState _state;

    private Conversation(int protocol)
    {
        var terms = new SessionTerms(
            new("server"), new("j1"), "main", Classes.All, false, protocol == 1 ? new ClientId("client") : default(ClientId?), null, new Everyone(),
            new(5000, 15_000, Silence, 500, 8, 1000, Limits));
        _state = SessionState.New(terms, protocol);
        On(new SessionEvent.Opened(Now, Head, null));
    }

    public long Now { get; private set; } = 1;

    public bool Closed => _state.Closed;

    public bool Busy => _state.Busy;

    /// <summary>What the last event came to.</summary>
    public ImmutableArray<SessionEffect> Effects { get; private set; } = [];

    public IEnumerable<Message> Sent => Effects.OfType<SessionEffect.Send>().Select(send => send.Message);

    public IEnumerable<(long, CallOutcome)> Outcomes =>
        Effects.OfType<SessionEffect.Answered>().Select(answered => (answered.Key, answered.Outcome));

    public static Conversation Connecting(int protocol) => new(protocol);

    public static Conversation Open(int protocol)
    {
        var open = new Conversation(protocol);
        if (protocol == 2)
            open.Receive(new Message.Hello(JsonText.Of(1), new(
                2, "main", new("client"), null, new("j2"), Position.Zero, "", null, [], Classes.All, 1)));
        open.On(new SessionEvent.Attached(KnownPeer.New, Head, open.Now));
        var sync = open.Sent.Last().Id;
        open.Receive(new Message.Response(
            sync, protocol == 1 ? new Result.LegacyPage([]) : new Result.Page([], Position.Zero, "", false)));
        open.On(new SessionEvent.PageTaken([], open.Now));
        return open;
    }

    public void On(SessionEvent happened) => (_state, Effects) = _state.On(happened);

    public void Receive(Message message) => On(new SessionEvent.Received(message, Now));

    public void Tick(long later) => On(new SessionEvent.Tick(Now += later));

    /// <summary>Calls a method of the other side; the number of the request, or null where none was sent.</summary>
    public long? Call(long key, long timeout = 1000, string args = "[]")
    {
        On(new SessionEvent.CallOut(key, "Calc", "add", JsonText.Parse(args), timeout, Now));
        return Sent.OfType<Message.Rpc>().SingleOrDefault()?.Id is { } id ? long.Parse(id.ToString(), null) : null;
    }

    /// <summary>The other side calls a method of ours; the number it runs under, or null where it was refused.</summary>
    public long? Serve(long id)
    {
        Receive(new Message.Rpc(JsonText.Of(id), "Calc", "add", JsonText.Parse("[]")));
        return Effects.OfType<SessionEffect.Call>().SingleOrDefault()?.Number;
    }

    private sealed class Everyone : IAccess
    {
        public Proof? Prove(ClientId client, string? token) => Proof.None;

        public bool Stands(ClientId client, Proof proof) => true;

        public bool Relay(ClientId client) => false;

        public bool Recovers(ClientId client) => false;
    }
}
