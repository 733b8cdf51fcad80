using Syncro.Journal;
using Syncro.Models;
using Syncro.Sessions;

namespace Syncro.Tests.Simulation;

/// <summary>Virtual time and everything in it. What may happen next is a list; one seed decides what does.</summary>
internal sealed class SimWorld(ulong seed)
{
    public const long Start = 1_600_000_000_000;
    public const long MaxDrift = 24 * 3600 * 1000;

    public static readonly SessionTiming Timing = new(5000, 15_000, 45_000, 1000, 3, MaxDrift, new(8, 8, 30_000));

    private const int MaxSteps = 60_000;

    private readonly List<string> _trace = [];
    private readonly List<(string Name, Action Run)> _actions = [];
    private readonly Random _random = new((int)(seed ^ (seed >> 32)));

    public ulong Seed => seed;

    public long Now { get; private set; } = Start;

    public bool WasRestored { get; set; }

    /// <summary>Whether what happens next is drawn; else the first that may.</summary>
    public bool Drawn { get; init; }

    public List<SimPeer> Peers { get; } = [];

    public List<SimRuby> Rubies { get; } = [];

    public List<SimLink> Links { get; } = [];

    public IReadOnlyList<string> Trace => _trace;

    public int Next() => _random.Next();

    public int Next(int below) => _random.Next(below);

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public bool Chance(int percent) => _random.Next(100) < percent;

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
            this, $"{dialler.Id}→{listener.Id}",
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
            this, $"{peer.Id}–{ruby.Name}",
            link => dials ? new SimSession(peer, link, true, new(ruby.Name), 1) : ruby.Open(link, peer.Id.Value),
            link => dials ? ruby.Open(link, peer.Id.Value) : new SimSession(peer, link, false, new(ruby.Name), 1));
        Links.Add(link);
        return link;
    }

    /// <summary>One thing that may happen now; false where nothing may.</summary>
    public bool Step()
    {
        _actions.Clear();
        foreach (var peer in Peers)
        {
            if (peer.HasWork)
                _actions.Add(($"{peer.Id} commits", () => peer.Commit()));
            foreach (var session in peer.Sessions)
            {
                for (var i = 0; i < session.Tasks.Count; i++)
                {
                    var task = i;
                    _actions.Add(($"{peer.Id} of {session.Peer?.Client}: {session.Tasks[i].Name}", () => session.Run(task)));
                }
                if (session.HeadMoved)
                    _actions.Add(($"{peer.Id} of {session.Peer?.Client}: head", session.TakeHead));
            }
        }
        foreach (var link in Links)
        {
            if (link.CanDial)
                _actions.Add(($"dial {link.Name}", link.Dial));
            for (var i = 0; i < 2; i++)
            {
                var to = i;
                if (link.CanDeliver(i))
                    _actions.Add(($"deliver {link.Name}", () => link.Deliver(to)));
            }
        }
        if (_actions.Count == 0)
            return false;
        var (name, run) = Drawn ? Pick(_actions) : _actions[0];
        Say(name);
        run();
        return true;
    }

    public void Pass(long milliseconds)
    {
        Now += milliseconds;
        foreach (var session in Peers.SelectMany(peer => peer.Sessions).ToList())
            session.On(new SessionEvent.Tick(session.Owner.Now));
    }

    /// <summary>Everything that can happen has happened, and nothing is left to be told.</summary>
    public void Settle()
    {
        var steps = 0;
        for (var round = 0; round < 12; round++)
        {
            while (Step())
                if (++steps > MaxSteps)
                    Assert.Fail($"it does not come to rest: {string.Join('\n', _trace.TakeLast(60))}");
            foreach (var peer in Peers)
                peer.FlushLate();
            Pass(250);
        }
    }
}
