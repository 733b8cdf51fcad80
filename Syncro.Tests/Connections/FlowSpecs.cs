using System.Net;
using Akka;
using Akka.IO;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;
using Tcp = Akka.Streams.Dsl.TcpStreamExtensions;

namespace Syncro.Tests.Connections;

/// <summary>A session as a flow of bytes.</summary>
public sealed class FlowSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new(), _c = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    [Fact]
    public async Task Joined_with_an_outgoing_connection_it_syncs_with_a_listener_each_time_it_is_run()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path, PeerSpecs.Listener);
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path);
        using var materializer = laptop.System.Materializer();
        var flow = laptop.Peer.Flow(new ClientId("server"), dial: true);
        for (var i = 0; i < 2; i++)
        {
            var (kill, ended) = Tcp.TcpStream(laptop.System).OutgoingConnection(new IPEndPoint(IPAddress.Loopback, server.Port))
                .ViaMaterialized(KillSwitches.Single<ByteString>(), Keep.Right)
                .ViaMaterialized(Flow.Create<ByteString>().WatchTermination(Keep.Right), Keep.Both)
                .Join(flow).Run(materializer);
            await server.CreateAsync($"s{i}", new string('x', 100_000));
            await laptop.CreateAsync($"l{i}", "a");
            await Wait.ForTitle($"s{i}", new string('x', 100_000), laptop);
            await Wait.ForTitle($"l{i}", "a", server);
            kill.Shutdown();
            await ended.WaitAsync(Wait.Limit);
            await Wait.Until("it is over", async () => await laptop.LinkAsync("server") is { Connected: false });
        }
    }

    [Fact]
    public async Task Two_callers_of_one_flow_are_two_sessions()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path);
        using var materializer = server.System.Materializer();
        var bound = await Tcp.TcpStream(server.System).BindAndHandle(
            server.Peer.Flow(null, dial: false), materializer, "127.0.0.1", 0);
        var port = ((IPEndPoint)bound.LocalAddress).Port;
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path, PeerSpecs.Dial("server", port));
        await using var phone = await TestPeer.StartAsync("phone", _c.Path, PeerSpecs.Dial("server", port));
        await laptop.CreateAsync("l1", "a");
        await phone.CreateAsync("p1", "a");
        await Wait.ForTitle("l1", "a", server, phone);
        await Wait.ForTitle("p1", "a", server, laptop);
        await bound.Unbind();
    }

    [Fact]
    public async Task A_transport_that_sends_nothing_on_is_left_in_time_and_the_flow_completes()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path, "syncro.wire.greet-timeout = 300ms");
        using var materializer = server.System.Materializer();
        var ended = Source.Maybe<ByteString>().Via(server.Peer.Flow(null, dial: false))
            .RunWith(Sink.Aggregate<ByteString, string>("", (all, bytes) => all + bytes), materializer);
        Assert.Contains("\"code\":408", await ended.WaitAsync(Wait.Limit), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_stopped_peer_it_completes_at_once()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path);
        using var materializer = server.System.Materializer();
        var flow = server.Peer.Flow(null, dial: false);
        await server.Peer.DisposeAsync();
        await Source.Maybe<ByteString>().Via(flow).RunWith(Sink.Ignore<ByteString>(), materializer).WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task It_reads_no_more_than_a_session_that_cannot_send_takes()
    {
        await using var server = await TestPeer.StartAsync("server", _a.Path);
        using var materializer = server.System.Materializer();
        var hello = Wire.Sample.Frame(System.Text.Encoding.UTF8.GetBytes(WirePeer.Hello("laptop").ToJsonString()));
        var noop = Wire.Sample.Frame([.. "{\"type\":\"noop\",\"id\":\""u8, .. Enumerable.Repeat((byte)'x', 60_000), .. "\"}"u8]);
        var read = 0;
        var nobody = Source.Single(ByteString.FromBytes(hello))
            .Concat(Source.Repeat(ByteString.FromBytes(noop)).Select(bytes =>
            {
                Interlocked.Increment(ref read);
                return bytes;
            }))
            .Via(server.Peer.Flow(null, dial: false).MapMaterializedValue(_ => NotUsed.Instance));
        // One that asks for nothing: the answers, as long as the questions, have nowhere to go.
        nobody.RunWith(Sink.Queue<ByteString>().WithAttributes(Akka.Streams.Attributes.CreateInputBuffer(1, 1)), materializer);
        await Wait.Until("it has read some", () => Volatile.Read(ref read) > 10);
        var (before, still) = (-1, 0);
        await Wait.Until("it reads no more", () =>
        {
            (before, still) = (Volatile.Read(ref read), before == Volatile.Read(ref read) ? still + 1 : 0);
            return still > 30;
        });
        Assert.InRange(before, 10, 60);
    }
}
