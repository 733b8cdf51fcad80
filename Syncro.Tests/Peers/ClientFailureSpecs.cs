using Syncro.Tests.Journal;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>A client's cursor that can't be written.</summary>
public sealed class ClientFailureSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData((int)Fate.Failed)]
    [InlineData((int)Fate.Rejected)]
    public async Task A_session_whose_client_was_forgotten_ends_and_never_lives_beside_another(int fate)
    {
        var name = $"faulty-{Guid.NewGuid():N}";
        await using var server = await TestPeer.StartAsync(
            "server", _directory.Path, PeerSpecs.Listener + FaultyStorage.Config, system: name);
        await server.CreateAsync("n1", "a");
        FaultyStorage.Of(name).ClientFates.Enqueue((Fate)fate);
        using var first = await WirePeer.GreetAsync(server.Port, WirePeer.Hello("laptop"));
        // Read from the beginning, and acknowledged: what is to be written of it is late, and fails.
        var page = await first.AskAsync("sync", "\"from\":null,\"own\":false");
        await first.AskAsync("ack", $"\"position\":{page["result"]!["position"]},\"mark\":\"{page["result"]!["mark"]}\",\"rejected\":[]");
        Assert.Equal(500, (int?)(await first.LastAsync())?["code"]);
        // The same GUID with another journal is refused while the first is live.
        await Wait.Until("the client is served anew", async () =>
        {
            using var second = await WirePeer.DialAsync(server.Port);
            await second.SendAsync(WirePeer.Hello("laptop", "j2"));
            return (await second.ReceiveAsync())["type"]!.ToString() == "response";
        });
    }
}
