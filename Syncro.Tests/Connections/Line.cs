using System.Threading.Channels;
using Syncro.Tests.Peers;

namespace Syncro.Tests.Connections;

/// <summary>
/// One end of a line in memory, kept as an application keeps its connections: what the other end sends is handed to the
/// session here.
/// </summary>
internal sealed class Line : IConnection
{
    private readonly Channel<byte[]> _in = Channel.CreateBounded<byte[]>(4);
    private readonly Random? _chunks;
    private Line _other = null!;

    private Line(bool messages, Random? chunks) => (KeepsMessages, _chunks) = (messages, chunks);

    public bool KeepsMessages { get; }

    /// <summary>What becomes of a send instead.</summary>
    public Func<Task>? OnSend { get; set; }

    public int Sent { get; private set; }

    public bool Closed { get; private set; }

    /// <summary>Both ends. With a seed, bytes are cut and joined at random.</summary>
    public static (Line, Line) Pair(bool messages, int? seed = null)
    {
        var chunks = seed is { } given ? new Random(given) : null;
        var (a, b) = (new Line(messages, chunks), new Line(messages, chunks));
        (a._other, b._other) = (b, a);
        return (a, b);
    }

    /// <summary>Both peers in session over a line; the first dials.</summary>
    public static (SyncroSession, SyncroSession) Join(TestPeer dialler, TestPeer listener, bool messages, int? seed = null)
    {
        var (near, far) = Pair(messages, seed);
        var (ours, theirs) = (
            dialler.Peer.Open(listener.Peer.Client, near, dial: true),
            listener.Peer.Open(dialler.Peer.Client, far, dial: false));
        theirs.Sync();
        ours.Sync();
        _ = near.RunAsync(ours);
        _ = far.RunAsync(theirs);
        return (ours, theirs);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        Sent++;
        if (OnSend is { } instead)
            await instead();
        await _other._in.Writer.WriteAsync(bytes.ToArray());
    }

    public Task CloseAsync()
    {
        Closed = true;
        _in.Writer.TryComplete();
        _other._in.Writer.TryComplete();
        return Task.CompletedTask;
    }

    /// <summary>The next that came here; for a test that is the other side itself.</summary>
    public async Task<byte[]> ReadAsync() => await _in.Reader.ReadAsync().AsTask().WaitAsync(Wait.Limit);

    /// <summary>Hands over what comes, as fast as the session takes it, until the line ends.</summary>
    public async Task RunAsync(SyncroSession session)
    {
        await foreach (var bytes in _in.Reader.ReadAllAsync())
            if (KeepsMessages)
                await session.ReceiveMessage(bytes);
            else
                foreach (var chunk in Cut(bytes))
                    await session.ReceiveData(chunk);
        session.Disconnect();
    }

    private List<byte[]> Cut(byte[] bytes)
    {
        if (_chunks is null)
            return [bytes];
        while (_in.Reader.TryRead(out var more))
            bytes = [.. bytes, .. more];
        var cut = new List<byte[]>();
        for (var at = 0; at < bytes.Length;)
        {
            var size = Math.Min(bytes.Length - at, _chunks.Next(4) == 0 ? 1 : _chunks.Next(1, 5000));
            cut.Add(bytes[at..(at += size)]);
        }
        return cut;
    }
}
