using Syncro.Identity;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Compaction;

/// <summary>Whole peers whose logs are compacted.</summary>
public sealed class CompactionSpecs : IDisposable
{
    private const string AtOnce = "\nsyncro.compaction { at = \"\", age = 0s, clients = 0s }\n";

    private readonly TempDirectory _a = new(), _b = new(), _c = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private Task<TestPeer> ServerAsync(string compaction = AtOnce, int port = 0) =>
        TestPeer.StartAsync("server", _a.Path, PeerSpecs.ListenOn(port) + compaction);

    private static Task<TestPeer> LaptopAsync(string directory, int port) =>
        TestPeer.StartAsync("laptop", directory, PeerSpecs.Dial("server", port));

    private static async Task FillAsync(TestPeer peer, int from, int to)
    {
        for (var i = from; i < to; i++)
            await peer.CreateAsync($"n{i}", $"{i}");
        await peer.DestroyAsync($"n{to - 1}");
    }

    [Fact]
    public async Task What_is_gone_is_served_from_the_records_before_and_after_a_restart()
    {
        await using (var server = await ServerAsync())
        {
            await FillAsync(server, 0, 20);
            var (commits, begins) = await server.Peer.CompactAsync();
            Assert.True(commits >= 20, $"{commits} are gone");
            Assert.True(begins <= await server.PositionAsync());
            await using var laptop = await LaptopAsync(_b.Path, server.Port);
            await Wait.ForTitle("n18", "18", laptop);
            await Wait.ForSync(laptop, "server");
        }
        await using (var server = await ServerAsync())
        {
            await FillAsync(server, 20, 25);
            await server.Peer.CompactAsync();
            await using var laptop = await LaptopAsync(_c.Path, server.Port);
            await Wait.ForTitle("n23", "23", server, laptop);
            await Wait.ForTitle("n0", "0", server, laptop);
            await Wait.ForTitle("n19", null, server, laptop);
            await laptop.UpdateAsync("n0", "changed");
            await Wait.ForTitle("n0", "changed", server, laptop);
            Assert.Equal(23, (await laptop.Peer.StatusAsync()).Records);
        }
    }

    [Fact]
    public async Task A_reader_of_the_journal_from_before_its_beginning_is_told_where_that_is()
    {
        await using var server = await ServerAsync();
        await FillAsync(server, 0, 5);
        var (_, begins) = await server.Peer.CompactAsync();
        var gone = await Assert.ThrowsAsync<CompactedException>(async () =>
        {
            await foreach (var _ in server.Peer.ChangesAsync(Position.Zero))
                break;
        });
        Assert.Equal(begins, gone.Begins);
    }

    [Fact]
    public async Task Who_has_not_acknowledged_is_waited_for_until_it_is_old_and_loses_nothing_then()
    {
        int port;
        await using (var server = await ServerAsync("\nsyncro.compaction { at = \"\", age = 0s }\n"))
        {
            port = server.Port;
            await FillAsync(server, 0, 5);
            await using (var laptop = await LaptopAsync(_b.Path, port))
                await Wait.ForSync(laptop, "server");
            var here = await server.PositionAsync();
            await server.UpdateAsync("n0", "meanwhile");
            await server.DestroyAsync("n1");
            await FillAsync(server, 5, 10);
            Assert.True((await server.Peer.CompactAsync()).Begins.Commit <= here.Commit, "what the laptop lacks is kept");
        }
        await using (var laptop = await LaptopAsync(_b.Path, port))
            await laptop.UpdateAsync("n2", "offline");
        await using (var server = await ServerAsync(port: port))
        {
            Assert.True((await server.Peer.CompactAsync()).Commits > 0);
            await using var laptop = await LaptopAsync(_b.Path, port);
            await Wait.ForTitle("n2", "offline", server, laptop);
            await Wait.ForTitle("n0", "meanwhile", server, laptop);
            await Wait.ForTitle("n1", null, server, laptop);
            await Wait.ForTitle("n8", "8", server, laptop);
            Assert.Null((await laptop.LinkAsync("server"))!.LastError);
        }
    }

    [Fact]
    public async Task What_a_dialled_peer_has_not_acknowledged_never_goes()
    {
        await using var laptop = await TestPeer.StartAsync("laptop", _b.Path, PeerSpecs.Dial("server", PeerSpecs.FreePort()) + AtOnce);
        await FillAsync(laptop, 0, 5);
        Assert.Equal(new Compacted(0, Position.Of(1, 0)), await laptop.Peer.CompactAsync());
        Assert.Equal(6, (await laptop.LogAsync()).Length);
    }

    [Fact]
    public async Task A_record_store_that_lacks_what_is_gone_is_an_error_that_says_so()
    {
        await using (var server = await ServerAsync())
        {
            await FillAsync(server, 0, 5);
            await server.Peer.CompactAsync();
        }
        foreach (var file in Directory.GetFiles(_a.Path, "records.db*"))
            File.Delete(file);
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => ServerAsync().WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Contains("compaction let go", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compacted_storage_tells_whose_it_is_and_is_no_new_identitys_where_that_would_lose_changes()
    {
        PeerStatus status;
        await using (var server = await ServerAsync())
        {
            await FillAsync(server, 0, 5);
            await server.Peer.CompactAsync();
            status = await server.Peer.StatusAsync();
        }
        Assert.Equal(new(status.Client, status.Journal, status.Position), SyncroIdentity.Show(TestPeer.Settings("", _a.Path)));
        var fault = await Assert.ThrowsAsync<StorageException>(() => SyncroIdentity.RenewAsync(TestPeer.Settings("another", _a.Path)));
        Assert.Contains("compaction let go of its log", fault.Message, StringComparison.Ordinal);
        await using var again = await ServerAsync();
        Assert.Equal("0", await again.TitleAsync("n0"));
    }
}
