using System.Buffers.Binary;
using Syncro.Wire;

namespace Syncro.Tests.Simulation;

/// <summary>A connection that one end dials, as often as it is lost. Messages cross it as frames.</summary>
internal sealed class SimLink(SimWorld world, string name, Func<SimLink, ISimEnd> dialler, Func<SimLink, ISimEnd> listener)
{
    private static readonly FrameLimits Limits = new(4 << 20, TimeSpan.FromSeconds(10));

    private readonly Queue<Decoded>[] _inbox = [new(), new()];
    private readonly ISimEnd?[] _ends = [null, null];
    private readonly bool[] _finished = [false, false];
    private long _nextDial;
    private bool _waits;

    public string Name => name;

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

    public bool WaitsToDial => Enabled && !Up && world.Now < _nextDial;

    public void Dial()
    {
        (Up, _waits) = (true, false);
        Array.Clear(_finished);
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

    public void Send(ISimEnd from, Message message, Action<byte[]> check)
    {
        var to = from == _ends[0] ? 1 : 0;
        if (!Up || _finished[to])
            return;
        var decoder = new FrameDecoder(Limits);
        foreach (var frame in Frames.Encode(MessageCodec.Encode(message)).Select(bytes => bytes.ToArray()))
        {
            check(frame);
            Assert.Equal(frame.Length, BinaryPrimitives.ReadUInt16BigEndian(frame) + Frames.Prefix);
            foreach (var decoded in decoder.Feed(frame))
                _inbox[to].Enqueue(decoded);
        }
    }

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
    public bool CanDeliver(int to) => Up && !Held[to] && !_finished[to] && _inbox[to].Count > 0 && _ends[to]!.Ready;

    public int Waiting(int to) => _inbox[to].Count;

    public void Deliver(int to)
    {
        var decoded = _inbox[to].Dequeue();
        world.Say($"  to {_ends[to]!.Name}: {(decoded is Decoded.Received r ? SimTrace.Of(r.Message) : decoded)}");
        _ends[to]!.Receive(decoded);
        if (Up && _finished[1 - to] && _inbox[to].Count == 0)
            Cut();
    }
}
