using System.Text;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;
using Syncro.Tests.Wire;

namespace Syncro.Tests.Connections;

/// <summary>An application that hands over without waiting, or opens more than it may.</summary>
public sealed class BoundSpecs : IAsyncLifetime, IDisposable
{
    private static readonly byte[] Noops = [.. Enumerable.Repeat(Noop, 2000).SelectMany(noop => noop)];

    private readonly TempDirectory _directory = new();
    private TestPeer _peer = null!;

    private static byte[] Noop => Sample.Frame("{\"type\":\"noop\",\"id\":1}"u8.ToArray());

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync(
        "server", _directory.Path, "syncro.wire { max-message = 2 MiB, max-connections = 2 }");

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(100_000, 21)]
    [InlineData(1, 8192)]
    public async Task What_waits_for_a_session_that_never_begins_is_bounded_however_small_each_is(int size, int most)
    {
        var (near, _) = Line.Pair(messages: false);
        using var session = _peer.Peer.Open(null, near, dial: false);
        var taken = 0;
        while (session.ReceiveData(new byte[size]) is { IsCompleted: false })
            Assert.True(++taken <= most, $"{taken} wait");
        Assert.Equal(Code.TooMany, (await session.Completion.WaitAsync(Wait.Limit)).Code);
        Assert.True(near.Closed);
    }

    [Fact]
    public async Task An_application_that_never_waits_is_told_429_and_so_is_the_other_side()
    {
        var (near, far) = Line.Pair(messages: false);
        using var session = _peer.Peer.Open(null, near, dial: false);
        session.Sync();
        var answers = DrainAsync(far);
        await session.ReceiveData(Sample.Frame(Encoding.UTF8.GetBytes(WirePeer.Hello("laptop").ToJsonString())));
        Task last = Task.CompletedTask;
        await Wait.Until("it is over", () =>
        {
            for (var i = 0; i < 100; i++)
                last = session.ReceiveData(Noops);
            return session.Completion.IsCompleted;
        });
        Assert.Equal(Code.TooMany, (await session.Completion).Code);
        Assert.Contains("\"code\":429", await answers.WaitAsync(Wait.Limit), StringComparison.Ordinal);
        await last.WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task An_application_that_waits_is_never_refused()
    {
        var (near, far) = Line.Pair(messages: false);
        using var session = _peer.Peer.Open(null, near, dial: false);
        session.Sync();
        var answers = DrainAsync(far);
        await session.ReceiveData(Sample.Frame(Encoding.UTF8.GetBytes(WirePeer.Hello("laptop").ToJsonString())));
        for (var i = 0; i < 100; i++)
            await session.ReceiveData(Noops).WaitAsync(Wait.Limit);
        session.Disconnect();
        Assert.Null((await session.Completion.WaitAsync(Wait.Limit)).Code);
        await answers.WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task Sessions_beyond_max_connections_end_with_429()
    {
        var lines = Enumerable.Range(0, 3).Select(_ => Line.Pair(messages: true)).ToList();
        var sessions = lines.ConvertAll(line => _peer.Peer.Open(null, line.Item1, dial: false));
        sessions.ForEach(session => session.Sync());
        Assert.Contains("\"code\":429", Encoding.UTF8.GetString(await lines[2].Item2.ReadAsync()), StringComparison.Ordinal);
        Assert.Equal(Code.TooMany, (await sessions[2].Completion.WaitAsync(Wait.Limit)).Code);
        Assert.False(sessions[1].Completion.IsCompleted);
        sessions.ForEach(session => session.Dispose());
        await Task.WhenAll(sessions.Select(session => session.Completion)).WaitAsync(Wait.Limit);
    }

    [Fact]
    public void Nobody_dials_or_speaks_protocol_1_to_whoever_comes()
    {
        var (near, _) = Line.Pair(messages: false);
        Assert.Throws<ArgumentException>(() => _peer.Peer.Open(null, near, dial: true));
        Assert.Throws<ArgumentException>(() => _peer.Peer.Open(null, near, dial: false, protocol: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _peer.Peer.Open(new ClientId("a"), near, dial: true, protocol: 3));
    }

    /// <summary>Reads all that the session sends; the last of it.</summary>
    private static async Task<string> DrainAsync(Line line)
    {
        var last = "";
        try
        {
            while (true)
                last = Encoding.UTF8.GetString(await line.ReadAsync());
        }
        catch (System.Threading.Channels.ChannelClosedException)
        {
            return last;
        }
    }
}
