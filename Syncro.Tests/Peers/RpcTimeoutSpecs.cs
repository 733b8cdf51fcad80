using Syncro.Rpc;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>A method that takes longer than it may, as a peer of either version sees it.</summary>
public sealed class RpcTimeoutSpecs
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_method_beyond_its_time_is_answered_408_and_cancelled(int protocol)
    {
        using var directory = new TempDirectory();
        using var cancelled = new SemaphoreSlim(0);
        await using var peer = await TestPeer.StartAsync(
            "ours", directory.Path,
            """
            syncro {
              listen {
                main { uri = "tcp://127.0.0.1:0" }
                old { uri = "tcp://127.0.0.1:0", protocol = 1, client = "ruby" }
              }
              rpc { timeout = 2s }
            }
            """,
            services: new RpcServices().Expose("Calc", calc => calc.Method("cancellable", async (CancellationToken cancel) =>
                await Task.Delay(Timeout.Infinite, cancel).ContinueWith(_ => cancelled.Release(), TaskScheduler.Default))));
        using var link = protocol == 1 ? await LegacySpecs.JoinAsync(peer.PortOf(1))
            : await WirePeer.GreetAsync(peer.Port, WirePeer.Hello("laptop"));
        await link.SendAsync("""{"type":"rpc","klass":"Calc","method":"cancellable","args":[],"id":77}""");
        var answer = await link.ReceiveAsync(message => message["id"]?.ToJsonString() == "77");
        Assert.Equal(408, (int)answer["code"]!);
        Assert.True(await cancelled.WaitAsync(Wait.Limit));
    }
}
