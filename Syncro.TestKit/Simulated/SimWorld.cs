using Syncro.Journal;
using Syncro.Sessions;
using Syncro.TestKit.Invariants;

namespace Syncro.TestKit.Simulated;

/// <summary>
/// Virtual time and everything in it: peers, the links between them, and what may happen next. Nothing in it has a clock,
/// a thread or a socket, so that one seed gives one trace.
/// </summary>
internal sealed class SimWorld(ulong seed)
{
    public const long Start = 1_600_000_000_000;
    public const long MaxDrift = 24 * 3600 * 1000;

    private static readonly SessionTiming InTime = new(5000, 15_000, 45_000, 1000, 3, MaxDrift, new(8, 8, 30_000));

    private const int MaxSteps = 60_000;

    private readonly List<string> _trace = [];
    private readonly List<Choice> _choices = [];
    private readonly Random _random = new((int)(seed ^ (seed >> 32)));
    private int _journals;

    public long Now { get; private set; } = Start;

    /// <summary>Whether a reader is told a position that moved without scribes for it: messages more for every change.</summary>
    public bool TellsMoves { get; init; } = true;

    public SessionTiming Timing => TellsMoves ? InTime : InTime with { Move = long.MaxValue };

    /// <summary>Whether what happens next is drawn; else the first that may.</summary>
    public bool Drawn { get; init; }

    /// <summary>Whether what happens is written down. It costs more than the rest of a run.</summary>
    public bool Traced { get; init; }

    public List<SimPeer> Peers { get; } = [];

    public List<SimRuby> Rubies { get; } = [];

    public List<SimLink> Links { get; } = [];

    public IReadOnlyList<string> Trace => _trace;

    public Counts Counts { get; } = new();

    /// <summary>Changes that applications asked for, by the value that each attribute was given.</summary>
    public Ledger Ledger { get; } = new();

    public int Next(int below) => _random.Next(below);

    public string NewJournal(string client) => $"journal-{client}-{++_journals}";

    /// <summary>To be asked only where <see cref="Traced"/>.</summary>
    public void Say(string what) => _trace.Add(what);

    public SimPeer Peer(string name, Rules? rules = null)
    {
        var peer = new SimPeer(this, name, rules ?? SimRules.Of(SimRules.Open));
        Peers.Add(peer);
        return peer;
    }

    public SimRuby Ruby(string name)
    {
        var ruby = new SimRuby(this, name);
        Rubies.Add(ruby);
        return ruby;
    }

    /// <summary>A link of version 2. <paramref name="relay"/>: whether the listener trusts the dialler.</summary>
    public SimLink Link(SimPeer dialler, SimPeer listener, bool relay = false)
    {
        if (relay)
            listener.Relays.Add(dialler.Id);
        var link = new SimLink(
            this, dialler, listener,
            link => new SimSession(dialler, link, true, listener.Id, 2),
            link => new SimSession(listener, link, false, null, 2));
        link.Free = () => !dialler.Live.ContainsKey(listener.Id) && !listener.Live.ContainsKey(dialler.Id);
        Links.Add(link);
        return link;
    }

    /// <summary>A link of version 1; the peer dials it, or the other way round.</summary>
    public SimLink Link(SimPeer peer, SimRuby ruby, bool dials)
    {
        var link = new SimLink(
            this, dials ? peer : ruby, dials ? ruby : peer,
            link => dials ? new SimSession(peer, link, true, new(ruby.Name), 1) : ruby.Open(link, peer.Id.Value),
            link => dials ? ruby.Open(link, peer.Id.Value) : new SimSession(peer, link, false, new(ruby.Name), 1));
        Links.Add(link);
        return link;
    }

    /// <summary>What may happen now.</summary>
    public IReadOnlyList<Choice> Choices()
    {
        _choices.Clear();
        for (var p = 0; p < Peers.Count; p++)
        {
            if (Peers[p].HasWork)
                _choices.Add(new(ChoiceKind.Commit, p));
            for (var s = 0; s < Peers[p].Sessions.Count; s++)
            {
                for (var t = 0; t < Peers[p].Sessions[s].Tasks.Count; t++)
                    _choices.Add(new(ChoiceKind.Task, p, s, t));
                if (Peers[p].Sessions[s].Hears)
                    _choices.Add(new(ChoiceKind.Head, p, s));
            }
        }
        for (var l = 0; l < Links.Count; l++)
        {
            if (Links[l].CanDial)
                _choices.Add(new(ChoiceKind.Dial, l));
            for (var to = 0; to < 2; to++)
                if (Links[l].CanDeliver(to))
                    _choices.Add(new(ChoiceKind.Deliver, l, to));
        }
        return _choices;
    }

    /// <summary>One thing that may happen now; false where nothing may.</summary>
    public bool Step()
    {
        var choices = Choices();
        if (choices.Count == 0)
            return false;
        Run(Drawn ? choices[_random.Next(choices.Count)] : choices[0]);
        return true;
    }

    /// <summary>
    /// Tells states apart: by what happened at each peer, in order, and what is on its way. What happened at two peers
    /// that knew nothing of each other comes to the same in any order.
    /// </summary>
    public ulong Fingerprint()
    {
        var hash = (ulong)Now;
        foreach (var peer in Peers)
            hash = History.After(hash, peer.History);
        foreach (var link in Links)
            hash = History.After(History.After(hash, link.Fingerprint(0)), link.Fingerprint(1));
        return hash;
    }

    public void Run(Choice choice)
    {
        switch (choice.Kind)
        {
            case ChoiceKind.Commit:
                if (Traced)
                    Say($"{Peers[choice.At].Id} commits");
                Peers[choice.At].Commit();
                break;
            case ChoiceKind.Task:
                Peers[choice.At].Sessions[choice.Of].Run(choice.Which);
                break;
            case ChoiceKind.Head:
                Peers[choice.At].Sessions[choice.Of].TakeHead();
                break;
            case ChoiceKind.Dial:
                if (Traced)
                    Say($"dial {Links[choice.At].Name}");
                Links[choice.At].Dial();
                break;
            case ChoiceKind.Deliver:
                Links[choice.At].Deliver(choice.Of);
                break;
        }
    }

    public void Pass(long milliseconds)
    {
        Now += milliseconds;
        foreach (var peer in Peers)
            foreach (var session in peer.Sessions.ToArray())
                session.On(new SessionEvent.Tick(peer.Now));
    }

    /// <summary>Everything that can happen has happened, and nothing is left to be told.</summary>
    public void Settle()
    {
        var steps = 0;
        for (var round = 0; round < 12; round++)
        {
            while (Step())
                Invariant.Holds(++steps <= MaxSteps, 19, "it comes to rest");
            foreach (var peer in Peers)
                peer.FlushLate();
            Pass(250);
        }
    }
}

/// <summary>What kind of thing may happen.</summary>
internal enum ChoiceKind { Commit, Task, Head, Dial, Deliver }

/// <summary>One thing that may happen now, by the places of the peer or link, the session or end, and the task.</summary>
internal readonly record struct Choice(ChoiceKind Kind, int At, int Of = 0, int Which = 0);
