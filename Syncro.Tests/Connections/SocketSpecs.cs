using System.Net;
using System.Net.Sockets;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Connections;

/// <summary>A socket that the application keeps, with a peer of its own listener or dialler at the other end.</summary>
public sealed class SocketSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    private sealed class Socketed(NetworkStream stream) : IConnection
    {
        public Task SendAsync(ReadOnlyMemory<byte> bytes) => stream.WriteAsync(bytes).AsTask();

        public async Task CloseAsync() => await stream.DisposeAsync();

        public async Task RunAsync(SyncroSession session)
        {
            var buffer = new byte[3000];
            try
            {
                while (await stream.ReadAsync(buffer) is > 0 and var count)
                    await session.ReceiveData(buffer.AsMemory(0, count));
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It is gone.
            }
            session.Disconnect();
        }
    }

    private static SyncroSession Run(TestPeer peer, string client, TcpClient socket, bool dial, int protocol = 2)
    {
        var connection = new Socketed(socket.GetStream());
        var session = peer.Peer.Open(new ClientId(client), connection, dial, protocol);
        session.Sync();
        _ = connection.RunAsync(session);
        return session;
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return socket;
    }

    [Fact]
    public async Task It_dials_a_listener_again_and_again()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.Listener);
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path);
        for (var i = 0; i < 3; i++)
        {
            using var socket = await ConnectAsync(server.Port);
            using var session = Run(laptop, "server", socket, dial: true);
            await server.CreateAsync($"s{i}", "a");
            await laptop.CreateAsync($"l{i}", "a");
            await Wait.ForTitle($"s{i}", "a", laptop);
            await Wait.ForTitle($"l{i}", "a", server);
            session.Disconnect();
            await session.Completion.WaitAsync(Wait.Limit);
        }
        Assert.Equal(6, (await server.LogAsync()).Length);
    }

    [Fact]
    public async Task It_is_dialled()
    {
        using var listener = WirePeer.Listen();
        await using var server = await TestPeer.StartAsync("server", _a.Path);
        await using var laptop = await TestPeer.StartAsync(
            "laptop", _b.Path, PeerSpecs.Dial("server", ((IPEndPoint)listener.LocalEndpoint).Port));
        using var socket = await listener.AcceptTcpClientAsync().WaitAsync(Wait.Limit);
        using var session = Run(server, "laptop", socket, dial: false);
        await server.CreateAsync("s1", new string('x', 200_000));
        await laptop.CreateAsync("l1", "a");
        await Wait.ForTitle("s1", new string('x', 200_000), laptop);
        await Wait.ForTitle("l1", "a", server);
        await laptop.DisposeAsync();
        Assert.Equal(new(null, "the connection ended"), await session.Completion.WaitAsync(Wait.Limit));
    }

    [Fact]
    public async Task A_peer_of_2010_is_at_the_other_end()
    {
        using var listener = WirePeer.Listen();
        await using var server = await TestPeer.StartAsync("server", _a.Path);
        await server.CreateAsync("s1", "before");
        using var ruby = new RubyPeer();
        await ruby.CreateAsync("r1", "before");
        for (var i = 0; i < 2; i++)
        {
            using var link = await WirePeer.DialAsync(((IPEndPoint)listener.LocalEndpoint).Port);
            using var socket = await listener.AcceptTcpClientAsync().WaitAsync(Wait.Limit);
            using var session = Run(server, "ruby", socket, dial: i == 1, protocol: 1);
            var running = ruby.RunAsync(link);
            await Wait.Until("both have both", async () =>
                ruby["s1"] == (i == 0 ? "before" : "apart") && await server.TitleAsync("r1") == (i == 0 ? "before" : "edited 0"));
            await ruby.UpdateAsync("r1", $"edited {i}");
            await server.UpdateAsync("s1", $"edited {i}");
            await Wait.Until("both have the edits", async () =>
                ruby["s1"] == $"edited {i}" && await server.TitleAsync("r1") == $"edited {i}");
            session.Disconnect();
            await session.Completion.WaitAsync(Wait.Limit);
            await running.WaitAsync(Wait.Limit);
            await server.UpdateAsync("s1", "apart");
        }
    }
}
