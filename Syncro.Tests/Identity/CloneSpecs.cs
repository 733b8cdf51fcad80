using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Xunit.Abstractions;

namespace Syncro.Tests.Identity;

/// <summary>A storage directory that was copied, and both run: two peers with one GUID and one journal.</summary>
public sealed class CloneSpecs(ITestOutputHelper output)
{
    private const string Another = "'laptop' is connected already, with another history: two peers run with one identity";

    private static async Task<(Place Client, string Copy)> CopyAsync(LinkedPeers peers)
    {
        await peers.StartServerAsync(peers.NewDirectory());
        peers.Join();
        var client = await peers.StartClientAsync(peers.NewDirectory());
        await peers.Scribbling.WriteAsync(client, 4);
        await peers.Scribbling.WriteAsync(peers.Server, 4);
        await peers.MeetAsync(client);
        await peers.StopAsync(client);
        var copy = peers.NewDirectory();
        await Backup.CopyAsync(client.Directory, copy);
        return (client, copy);
    }

    [Fact]
    public async Task Of_two_that_run_at_once_the_one_behind_is_told_why_and_ends_with_all_by_an_identity_of_its_own() =>
        await Rounds.RunAsync(output, 3, async random =>
        {
            await using var peers = new LinkedPeers(random);
            var (client, copy) = await CopyAsync(peers);
            client = await peers.StartClientAsync(client.Directory);
            await client.Peer.CreateAsync("ahead", "a");
            await peers.MeetAsync(client);

            var clone = await peers.StartClientAsync(copy);
            await Wait.ForError(clone.Peer, "server", $"refused by the other side: 409 {Another}");
            await Wait.ForError(peers.Server.Peer, "laptop", $"409 {Another}");
            await peers.Scribbling.WriteAsync(clone, 4);
            await clone.Peer.CommitAsync(new LocalChange.Operation("City", "visit", JsonText.OfString("the clone's")));
            await peers.Scribbling.WriteAsync(client, 4);
            await peers.MeetAsync(client);
            Assert.Null((await client.Peer.LinkAsync("server"))!.LastError);
            var all = await peers.KnowAsync(client, clone, peers.Server);
            await peers.StopAsync(clone);

            var renewed = await SyncroIdentity.RenewAsync(TestPeer.Settings("other", copy, peers.Dials));
            Assert.Equal(("laptop", "other"), (renewed.Old.Value, renewed.New.Value));
            var other = await peers.StartClientAsync(copy, "other");
            await peers.SeeAsync(all.Seen, peers.Server, client, other);
            await peers.MeetAsync(other);
            await peers.MeetAsync(client);
            Assert.Null((await other.Peer.LinkAsync("server"))!.LastError);
        });

    [Fact]
    public async Task What_two_wrote_by_turns_arrives_everywhere() => await Rounds.RunAsync(output, 5, async random =>
    {
        await using var peers = new LinkedPeers(random);
        var (client, copy) = await CopyAsync(peers);
        string[] storages = [client.Directory, copy];
        for (var turn = random.Next(3, 7); turn > 0; turn--)
        {
            peers.Draw();
            client = await peers.StartClientAsync(storages[random.Next(2)]);
            await peers.WriteAsync(client, peers.Server, client);
            if (random.Next(2) == 0)
            {
                peers.Join();
                await peers.MeetAsync(client);
            }
            await peers.StopAsync(client);
        }
        peers.Cut();
        var all = await peers.KnowAsync(peers.Server);
        foreach (var storage in storages)
        {
            client = await peers.StartClientAsync(storage);
            await all.AddAsync(peers.Scribbling.Keys, client);
            await peers.StopAsync(client);
        }
        peers.Join();
        // What the first does not know yet, the second brings; then the first again.
        for (var i = 0; i < 3; i++)
        {
            client = await peers.StartClientAsync(storages[i % 2]);
            await peers.MeetAsync(client);
            if (i > 0)
                await peers.SeeAsync(all.Seen, peers.Server, client);
            await peers.StopAsync(client);
        }
    });
}
