using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.TestKit.Invariants;
using Syncro.Wire;

namespace Syncro.TestKit.Simulated;

/// <summary>Runs a session's pure machine as <see cref="SessionActor"/> does; what is asynchronous there waits here.</summary>
internal sealed class SimSession : ISimEnd
{
    private readonly List<(string Name, Action Run)> _tasks = [];
    private readonly Entitled _entitled = new();
    private readonly ReadAhead _pages;
    private SessionState _state;
    private bool _started;

    public SimSession(SimPeer owner, SimLink link, bool dials, ClientId? peer, int protocol)
    {
        (Owner, Link, Dials) = (owner, link, dials);
        _state = SessionState.New(owner.Terms(dials, peer), protocol);
        _pages = new((from, reader) => owner.Pages.ReadAsync(from, reader), () => owner.State.Head, new(1));
        owner.Sessions.Add(this);
        var known = peer is { } expected ? owner.Look(expected) : null;
        Later("open", () => On(new SessionEvent.Opened(owner.Now, owner.State.Head, known)));
    }

    public SimPeer Owner { get; }

    public SimLink Link { get; }

    public bool Dials { get; }

    public JournalRef? Peer { get; private set; }

    /// <summary>What it said of the client when it asked to be the live one.</summary>
    public Claim? Claim { get; set; }

    public bool HeadMoved { get; set; }

    /// <summary>Whether it is to be told that the head moved: one that has something to send already is not.</summary>
    public bool Hears => HeadMoved && !_state.Behind;

    /// <summary>Whether both sides have greeted and sync.</summary>
    public bool Open { get; private set; }

    public string Name => Owner.Name;

    public bool Ready => _started && !_state.Busy && !_state.Closed;

    public IReadOnlyList<(string Name, Action Run)> Tasks => _tasks;

    private Counts Counts => Owner.World.Counts;

    private bool IsRelay => Dials || (Peer is { } peer && Owner.Relay(peer.Client));

    public void Later(string name, Action run) => _tasks.Add((name, run));

    public void Run(int task)
    {
        var (name, run) = _tasks[task];
        _tasks.RemoveAt(task);
        if (Owner.World.Traced)
            Owner.World.Say($"{Owner.Name} of {Peer?.Client.Value ?? Link.Name}: {name}");
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
                _entitled.Check(Owner, Peer?.Client, message, IsRelay);
                Counts.Sent(Owner, message);
                Link.Send(this, message);
                break;
            case SessionEffect.Attach attach:
                Peer = attach.Peer;
                Later("attach", () => Owner.Attach(this, attach));
                break;
            case SessionEffect.Told(var head):
                Owner.Told(Peer!.Value.Client, head);
                break;
            case SessionEffect.Read(var from, var reader):
                Later("read", () =>
                {
                    _entitled.Built(Owner, reader.Client, reader.Relay);
                    var (before, shared) = (_pages.Used, Owner.CommonPages.Used);
                    var page = _pages.ReadAsync(from, reader).Result;
                    if (_pages.Used > before)
                        Counts.Add(Occurrence.ReadAhead);
                    if (Owner.CommonPages.Used > shared)
                        Counts.Add(Occurrence.Shared);
                    Counts.Read(from, page, reader);
                    _pages.Begin(reader, page);
                    Later("page", () => On(new SessionEvent.PageRead(page, Owner.Now)));
                });
                break;
            case SessionEffect.ReadLegacy read:
                Later("read", () =>
                {
                    _entitled.Built(Owner, read.Reader.Client, read.Reader.Relay);
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
                if (Owner.World.Traced)
                    Owner.World.Say($"  {Owner.Id} of {Peer?.Client}: {text}");
                break;
            case SessionEffect.Ready:
                Open = true;
                break;
            case SessionEffect.Close(var fault):
                Counts.Closed(fault);
                Owner.Detach(this);
                _tasks.Clear();
                Link.Finish(this, fault);
                break;
        }
    }
}
