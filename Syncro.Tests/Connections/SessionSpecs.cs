using Syncro.Journal;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Connections;

/// <summary>Two peers over connections that the application keeps.</summary>
public sealed class SessionSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _a = new(), _b = new();
    private TestPeer _server = null!, _laptop = null!;

    public async Task InitializeAsync()
    {
        _server = await TestPeer.StartAsync("server", _a.Path);
        // So that what is long goes in parts.
        _laptop = await TestPeer.StartAsync("laptop", _b.Path, "syncro.wire.compression = off");
    }

    public async Task DisposeAsync()
    {
        await _laptop.DisposeAsync();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(false, 2010)]
    [InlineData(false, 7)]
    [InlineData(true, null)]
    public async Task What_was_there_and_what_comes_later_crosses_both_ways(bool messages, int? seed)
    {
        var large = new string('ž', 100_000);
        await _server.CreateAsync("s1", large);
        await _laptop.CreateAsync("l1", "before");
        var (session, _) = Line.Join(_laptop, _server, messages, seed);
        await Wait.ForTitle("s1", large, _server, _laptop);
        await Wait.ForTitle("l1", "before", _server, _laptop);
        await _server.CreateAsync("s2", "live");
        await _laptop.UpdateAsync("s1", large + "!");
        await Wait.ForTitle("s2", "live", _laptop);
        await Wait.ForTitle("s1", large + "!", _server);
        await Wait.ForSync(_laptop, "server");
        await Wait.ForSync(_server, "laptop");
        Assert.False(session.Completion.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_cut_the_next_connection_goes_on_where_the_last_one_was(bool messages)
    {
        var (ours, theirs) = Line.Join(_laptop, _server, messages);
        await _server.CreateAsync("s1", "a");
        await Wait.ForTitle("s1", "a", _laptop);
        ours.Dispose();
        Assert.Equal(new(null, "the connection ended"), await ours.Completion.WaitAsync(Wait.Limit));
        Assert.Equal(new(null, "the connection ended"), await theirs.Completion.WaitAsync(Wait.Limit));
        await _server.CreateAsync("s2", "b");
        await _laptop.CreateAsync("l1", "b");
        Line.Join(_laptop, _server, messages);
        await Wait.ForTitle("s2", "b", _laptop);
        await Wait.ForTitle("l1", "b", _server);
        await Wait.ForSync(_laptop, "server");
        Assert.Equal(3, (await _server.LogAsync()).Length);
        Assert.Equal(3, (await _laptop.LogAsync()).Length);
    }

    [Fact]
    public async Task A_session_left_in_the_middle_of_a_page_loses_nothing()
    {
        for (var at = 0; at < 3000; at += 1000)
            await _server.CommitAsync(Create(at, 1000));
        for (var sends = 1; sends < 6; sends++)
        {
            var (near, far) = Line.Pair(messages: false);
            using var ours = _laptop.Peer.Open(_server.Peer.Client, near, dial: true);
            using var theirs = _server.Peer.Open(null, far, dial: false);
            var (left, after) = (theirs, sends);
            far.OnSend = () =>
            {
                if (far.Sent > after)
                    left.Disconnect();
                return Task.CompletedTask;
            };
            theirs.Sync();
            ours.Sync();
            _ = near.RunAsync(ours);
            _ = far.RunAsync(theirs);
            await Task.WhenAll(ours.Completion, theirs.Completion).WaitAsync(Wait.Limit);
        }
        Line.Join(_laptop, _server, messages: false);
        await Wait.Until("all are there", async () => (await _laptop.Peer.StatusAsync()).Records == 3000);
        Assert.Equal(3000, (await _laptop.LogAsync()).Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_send_that_throws_ends_the_session_and_is_told(bool dials)
    {
        var (near, far) = Line.Pair(messages: true);
        using var ours = _laptop.Peer.Open(_server.Peer.Client, near, dial: true);
        using var theirs = _server.Peer.Open(_laptop.Peer.Client, far, dial: false);
        var (broken, peer, other) = dials ? (near, _laptop, "server") : (far, _server, "laptop");
        broken.OnSend = () => throw new IOException("the pipe burst");
        theirs.Sync();
        ours.Sync();
        _ = near.RunAsync(ours);
        _ = far.RunAsync(theirs);
        var end = await (dials ? ours : theirs).Completion.WaitAsync(Wait.Limit);
        Assert.Equal(new(null, "the pipe burst"), end);
        Assert.True(broken.Closed);
        await Wait.ForError(peer, other, "the pipe burst");
    }

    [Fact]
    public async Task A_newer_session_of_a_guid_takes_the_place_of_the_one_before()
    {
        var (first, firstThere) = Line.Join(_laptop, _server, messages: true);
        await Wait.ForSync(_laptop, "server");
        var (second, _) = Line.Join(_laptop, _server, messages: false);
        Assert.Equal(Code.DuplicateIdentity, (await firstThere.Completion.WaitAsync(Wait.Limit)).Code);
        Assert.Equal(Code.DuplicateIdentity, (await first.Completion.WaitAsync(Wait.Limit)).Code);
        await _server.CreateAsync("s1", "a");
        await Wait.ForTitle("s1", "a", _laptop);
        Assert.False(second.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_peer_that_stops_ends_its_sessions()
    {
        var (ours, _) = Line.Join(_laptop, _server, messages: false);
        await Wait.ForSync(_laptop, "server");
        using var never = _laptop.Peer.Open(_server.Peer.Client, Line.Pair(messages: false).Item1, dial: true);
        await _laptop.Peer.DisposeAsync();
        Assert.Equal("the peer stopped", (await never.Completion.WaitAsync(Wait.Limit)).Why);
        Assert.Equal("the peer stopped", (await ours.Completion.WaitAsync(Wait.Limit)).Why);
        Assert.Throws<ObjectDisposedException>(
            () => _laptop.Peer.Open(_server.Peer.Client, Line.Pair(messages: false).Item1, dial: true));
    }

    private static LocalChange[] Create(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i =>
            new LocalChange.Create(TestPeer.Key($"n{i}"), TestPeer.Title($"title {i}")))];
}
