using Syncro.Wire;

namespace Syncro.TestKit.Simulated;

/// <summary>
/// A connection that one end dials, as often as it is lost. Messages cross it as the frames of the wire, in order: what
/// loses or disorders them on their way ends the connection, as TCP does.
/// </summary>
internal sealed class SimLink(
    SimWorld world, ISimOwner from, ISimOwner to, Func<SimLink, ISimEnd> dialler, Func<SimLink, ISimEnd> listener)
{
    private static readonly FrameLimits Limits = new(4 << 20, TimeSpan.FromSeconds(10));

    private readonly Queue<Decoded>[] _inbox = [new(), new()];
    private readonly ulong[] _sent = [0, 0];
    private readonly ISimEnd?[] _ends = [null, null];
    private readonly bool[] _finished = [false, false];
    private readonly bool[] _damaged = [false, false];
    private long _nextDial;
    private bool _waits;

    public string Name { get; } = $"{from.Name}→{to.Name}";

    public ISimOwner From => from;

    public ISimOwner To => to;

    public bool Up { get; private set; }

    /// <summary>Whether it is dialled when it is down.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Messages to the dialler, and to the listener, that wait while it is so.</summary>
    public bool[] Held { get; } = [false, false];

    /// <summary>Whether the other end could take a new session: after a 409, not before the live one has gone.</summary>
    public Func<bool> Free { get; set; } = () => true;

    public ISimEnd? Dialler => _ends[0];

    public ISimEnd? Listener => _ends[1];

    public bool CanDial => Enabled && !Up && world.Now >= _nextDial && (!_waits || Free());

    public void Dial()
    {
        (Up, _waits) = (true, false);
        Array.Clear(_finished);
        Array.Clear(_damaged);
        Array.Clear(_sent);
        _ends[1] = listener(this);
        _ends[0] = dialler(this);
    }

    public void Cut()
    {
        if (!Up)
            return;
        Up = false;
        _inbox[0].Clear();
        _inbox[1].Clear();
        for (var i = 0; i < 2; i++)
            if (!_finished[i])
                _ends[i]!.Lost();
    }

    public void Send(ISimEnd end, Message message)
    {
        var at = end == _ends[0] ? 1 : 0;
        if (!Up || _finished[at])
            return;
        var body = MessageCodec.Encode(message);
        _sent[at] = History.After(_sent[at], body);
        if (body.Length <= Frames.MaxBody)
        {
            _inbox[at].Enqueue(MessageCodec.Decode(body));
            return;
        }
        var decoder = new FrameDecoder(Limits);
        foreach (var frame in Frames.Encode(body))
            foreach (var decoded in decoder.Feed(frame.ToArray()))
                _inbox[at].Enqueue(decoded);
    }

    /// <summary>What waits at the head of one direction comes twice, as over a transport that sends again what it sent.</summary>
    public bool Duplicate(int at)
    {
        if (!Up || _inbox[at].Count == 0)
            return false;
        var (first, rest) = (_inbox[at].Dequeue(), _inbox[at].ToArray());
        _inbox[at].Clear();
        foreach (var decoded in (Decoded[])[first, first, .. rest])
            _inbox[at].Enqueue(decoded);
        return true;
    }

    /// <summary>The next message of one direction comes as bytes that are none.</summary>
    public bool Damage(int at) => Up && _inbox[at].Count > 0 && (_damaged[at] = true);

    /// <summary>An end has done with the connection: what it sent before still arrives.</summary>
    public void Finish(ISimEnd end, Fault fault)
    {
        var at = end == _ends[0] ? 0 : 1;
        (_finished[at], _nextDial) = (true, world.Now + 500);
        _waits |= fault.Code == Code.DuplicateIdentity;
        if (_finished[1 - at] || _inbox[1 - at].Count == 0)
            Cut();
    }

    /// <summary>Whether a message can be given to the dialler (0) or the listener (1).</summary>
    public bool CanDeliver(int at) => Up && !Held[at] && !_finished[at] && _inbox[at].Count > 0 && _ends[at]!.Ready;

    public int Waiting(int at) => _inbox[at].Count;

    /// <summary>Tells states apart: what was sent to an end since it was dialled, and how much of it waits.</summary>
    public ulong Fingerprint(int at) => History.After(_sent[at], (ulong)_inbox[at].Count << 1 | (Up ? 1u : 0u));

    public void Deliver(int at)
    {
        var decoded = _inbox[at].Dequeue();
        if (_damaged[at])
            (decoded, _damaged[at]) = (new Decoded.Refused(new(Code.Malformed, "not a message")), false);
        if (world.Traced)
            world.Say($"  to {_ends[at]!.Name}: {(decoded is Decoded.Received r ? SimTrace.Of(r.Message) : decoded)}");
        _ends[at]!.Receive(decoded);
        if (Up && _finished[1 - at] && _inbox[at].Count == 0)
            Cut();
    }
}
