using Syncro.Clients;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Simulation;

/// <summary>Runs a session's pure machine as <see cref="SessionActor"/> does; what is asynchronous there waits here.</summary>
internal sealed class SimSession : ISimEnd
{
    private readonly List<(string Name, Action Run)> _tasks = [];
    private readonly Canaries _canaries = new();
    private SessionState _state;
    private bool _started;

    public SimSession(SimPeer owner, SimLink link, bool dials, ClientId? peer, int protocol)
    {
        (Owner, Link, Dials) = (owner, link, dials);
        _state = SessionState.New(owner.Terms(dials, peer), protocol);
        owner.Sessions.Add(this);
        var known = peer is { } expected ? owner.Look(expected) : null;
        Later("open", () => On(new SessionEvent.Opened(owner.Now, owner.State.Head, known)));
    }

    public SimPeer Owner { get; }

    public SimLink Link { get; }

    public bool Dials { get; }

    public JournalRef? Peer { get; private set; }

    public bool HeadMoved { get; set; }

    public bool Open { get; private set; }

    public string Name => Owner.Id.Value;

    public bool Ready => _started && !_state.Busy && !_state.Closed;

    public IReadOnlyList<(string Name, Action Run)> Tasks => _tasks;

    public void Later(string name, Action run) => _tasks.Add((name, run));

    public void Run(int task)
    {
        var (_, run) = _tasks[task];
        _tasks.RemoveAt(task);
        run();
    }

    public void TakeHead()
    {
        HeadMoved = false;
        On(new SessionEvent.HeadMoved(Owner.State.Head));
    }

    public void Receive(Decoded decoded) => On(decoded switch
    {
        Decoded.Received(var message) => new SessionEvent.Received(message, Owner.Now),
        Decoded.Refused(var fault) => new SessionEvent.Malformed(fault),
        _ => throw new System.Diagnostics.UnreachableException(),
    });

    public void Lost()
    {
        Owner.Detach(this);
        _tasks.Clear();
    }

    public void On(SessionEvent happened)
    {
        if (!Owner.Sessions.Contains(this))
            return;
        _started |= happened is SessionEvent.Opened;
        var (state, effects) = _state.On(happened);
        _state = state;
        foreach (var effect in effects)
            Perform(effect);
    }

    private void Perform(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Send(var message):
                Link.Send(this, message, frame => _canaries.Check(Owner, Peer?.Client, frame, IsRelay));
                break;
            case SessionEffect.Attach(var peer, var seen):
                Peer = peer;
                Later("attach", () => On(Owner.Attach(this, peer, seen)));
                break;
            case SessionEffect.Read(var from, var reader):
                Later("read", () =>
                {
                    _canaries.Built(Owner, reader.Client, reader.Relay);
                    var page = Owner.Pages.ReadAsync(from, reader).Result;
                    Later("page", () => On(new SessionEvent.PageRead(page, Owner.Now)));
                });
                break;
            case SessionEffect.ReadLegacy read:
                Later("read", () =>
                {
                    _canaries.Built(Owner, read.Reader.Client, read.Reader.Relay);
                    var page = Owner.Pages.ReadLegacyAsync(read).Result;
                    Later("page", () => On(new SessionEvent.LegacyPageRead(page, Owner.Now)));
                });
                break;
            case SessionEffect.Take(var page):
                Later("take", () => Owner.Take(this, page));
                break;
            case SessionEffect.Acknowledge(var position):
                Owner.Late(Peer!.Value.Client, new ClientEvent.Acknowledged(Peer.Value.Journal, position));
                break;
            case SessionEffect.Report(var text):
                Owner.World.Say($"  {Owner.Id} of {Peer?.Client}: {text}");
                break;
            case SessionEffect.Ready:
                Open = true;
                break;
            case SessionEffect.Close(var fault):
                Owner.Detach(this);
                _tasks.Clear();
                Link.Finish(this, fault);
                break;
        }
    }

    private bool IsRelay => Dials || (Peer is { } peer && Owner.Relay(peer.Client));
}
