using Xunit.Abstractions;

namespace Syncro.Tests.Identity;

/// <summary>
/// Peers that come back with less than they had: from a backup, however it was made, or from nothing. Nothing that
/// anybody still knows is lost, nothing is applied twice, and all end with the same.
/// </summary>
public sealed class RestoreSpecs(ITestOutputHelper output)
{
    private static readonly string[] Ways = ["nothing", "copy", "vacuum", "pages"];

    private bool _knewOfLoss;

    [Fact]
    public async Task A_client_that_was_restored_or_lost_all_gets_back_what_the_server_knows()
    {
        await Rounds.RunAsync(output, 10, ClientAsync);
        Assert.True(_knewOfLoss, "in no round had the server read more than was restored");
    }

    private async Task ClientAsync(Random random)
    {
        await using var peers = new LinkedPeers(random);
        await peers.StartServerAsync(peers.NewDirectory());
        var (client, way) = (await peers.StartClientAsync(peers.NewDirectory()), random.GetItems(Ways, 1)[0]);
        peers.Join();
        await peers.WriteAsync(client, peers.Server);
        (client, var backup) = await BackAsync(peers, client, way, random);
        await peers.WriteAsync(client, peers.Server, client);
        if (random.Next(2) == 0)
        {
            peers.Join();
            await peers.MeetAsync(client);
        }
        await peers.StopAsync(client);
        await peers.WriteAsync(peers.Server);

        peers.Cut();
        var restored = await peers.StartClientAsync(backup);
        var lost = (await peers.Server.Peer.LinkAsync("laptop"))?.Seen is { } seen && way != "nothing"
            && long.Parse(seen.ToString(), System.Globalization.CultureInfo.InvariantCulture) > (await restored.Peer.PositionAsync()).Value;
        await peers.Scribbling.WriteAsync(restored, 3);
        await peers.Scribbling.WriteAsync(peers.Server, 3);
        await ConvergeAsync(peers, restored);
        if (lost)
            Assert.Contains("this peer lost data", (await restored.Peer.LinkAsync("server"))!.LastError, StringComparison.Ordinal);
        _knewOfLoss |= lost;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_that_was_restored_or_lost_all_gets_back_what_its_client_knows(bool relay) =>
        await Rounds.RunAsync(output, 6, random => ServerAsync(random, relay));

    private static async Task ServerAsync(Random random, bool relay)
    {
        const string Relay = "syncro.access.clients.laptop.relay = on", Recover = "syncro.access.clients.laptop.recover-from = on";
        await using var peers = new LinkedPeers(random);
        await peers.StartServerAsync(peers.NewDirectory(), relay ? Relay : "");
        var client = await peers.StartClientAsync(peers.NewDirectory());
        peers.Join();
        await peers.WriteAsync(client, peers.Server);
        (var server, var backup) = await BackAsync(peers, peers.Server, random.GetItems(Ways, 1)[0], random, relay ? Relay : "");
        await peers.WriteAsync(client, peers.Server, client);
        if (random.Next(2) == 0)
        {
            peers.Join();
            await peers.MeetAsync(client);
        }
        await peers.StopAsync(peers.Server);

        peers.Cut();
        await peers.Scribbling.WriteAsync(client, 3);
        await peers.StartServerAsync(backup, relay ? Relay : "");
        await peers.Scribbling.WriteAsync(peers.Server, 3);
        if (!relay)
        {
            var all = (await peers.KnowAsync(peers.Server, client)).Seen;
            peers.Join();
            await peers.MeetAsync(client);
            await peers.SeeAsync(all, client);
            if ((await peers.KnowAsync(peers.Server)).Seen != all)
                Assert.Contains("this peer lost ", (await peers.Server.Peer.LinkAsync("laptop"))!.LastError, StringComparison.Ordinal);
            await peers.StopAsync(peers.Server);
            await peers.StartServerAsync(backup, Recover);
            await ConvergeAsync(peers, client);
            await peers.StopAsync(peers.Server);
            await peers.StartServerAsync(backup);
        }
        await ConvergeAsync(peers, client);
    }

    /// <summary>Makes a backup; the peer goes on, where it had to be stopped as it was.</summary>
    private static async Task<(Place Peer, string Backup)> BackAsync(
        LinkedPeers peers, Place place, string way, Random random, string hocon = "")
    {
        var backup = peers.NewDirectory();
        if (way == "nothing")
            return (place, backup);
        if (way == "copy")
        {
            await peers.StopAsync(place);
            await Backup.CopyAsync(place.Directory, backup);
            if (place.Name != "server")
                return (await peers.StartClientAsync(place.Directory), backup);
            await peers.StartServerAsync(place.Directory, hocon);
            peers.Join();
            return (peers.Server, backup);
        }
        var writing = peers.Scribbling.WriteAsync(place, 8);
        await Task.Run(() => (way == "vacuum" ? (Action<string, string>)Backup.Vacuum : Backup.Pages)(place.Directory, backup));
        await writing;
        return (place, backup);
    }

    /// <summary>Both end with all that either knew, and go on from there.</summary>
    private static async Task ConvergeAsync(LinkedPeers peers, Place client)
    {
        var all = (await peers.KnowAsync(peers.Server, client)).Seen;
        peers.Join();
        await peers.SeeAsync(all, peers.Server, client);
        await peers.MeetAsync(client);
        await peers.Scribbling.WriteAsync(client, 2);
        await peers.Scribbling.WriteAsync(peers.Server, 2);
        await peers.MeetAsync(client);
        await Peers.Wait.Until("they see the same", async () =>
            (await peers.KnowAsync(peers.Server)).Seen == (await peers.KnowAsync(client)).Seen);
    }
}
