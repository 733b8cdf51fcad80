using Syncro.Identity;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Identity;

/// <summary>A storage of a stopped peer that becomes another client's.</summary>
public sealed class RenewalSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
    }

    private static Task<RenewedIdentity> RenewAsync(string client, string directory, string hocon = "") =>
        SyncroIdentity.RenewAsync(TestPeer.Settings(client, directory, hocon));

    private static StoredIdentity Show(string directory) => SyncroIdentity.Show(TestPeer.Settings("", directory));

    private async Task<StoredIdentity> FillAsync(string client = "laptop", string hocon = "")
    {
        await using (var peer = await TestPeer.StartAsync(client, _a.Path, hocon))
        {
            await peer.CreateAsync("n1", "a");
            await peer.CommitAsync(
                new LocalChange.Update(TestPeer.Key("n1"), TestPeer.Title("b")),
                new LocalChange.Operation("City", "visit", JsonText.OfString("once")));
        }
        return Show(_a.Path);
    }

    [Fact]
    public async Task A_storage_tells_whose_it_is_while_its_peer_runs_too()
    {
        await using var peer = await TestPeer.StartAsync("laptop", _a.Path);
        await peer.CreateAsync("n1", "a");
        var status = await peer.Peer.StatusAsync();
        Assert.Equal(new StoredIdentity(status.Client, status.Journal, status.Position), Show(_a.Path));
        var fault = await Assert.ThrowsAsync<StorageException>(() => RenewAsync("other", _a.Path));
        Assert.Contains("used by another process", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_dialled_all_that_the_old_identity_made_is_the_new_ones()
    {
        var old = await FillAsync();
        var renewed = await RenewAsync("other", _a.Path);
        Assert.Equal(("laptop", "other", 3L), (renewed.Old.Value, renewed.New.Value, renewed.Carried));
        Assert.Equal(_a.Path, Path.GetDirectoryName(renewed.OldFiles));
        Assert.DoesNotContain("laptop", renewed.OldFiles, StringComparison.Ordinal);
        Assert.Equal(old, Show(renewed.OldFiles));
        var now = Show(_a.Path);
        Assert.Equal("other", now.Client.Value);
        Assert.NotEqual(old.Journal, now.Journal);
        await using var peer = await TestPeer.StartAsync("other", _a.Path);
        Assert.Equal("b", await peer.TitleAsync("n1"));
        var (before, after) = (Log(renewed.OldFiles), Log(_a.Path));
        Assert.Equal(before.Select(scribe => (scribe.At.Time, "other")), after.Select(scribe => (scribe.At.Time, scribe.At.Origin)));
        await peer.UpdateAsync("n1", "c");
        Assert.True(Log(_a.Path)[^1].At.Time > before[^1].At.Time);
    }

    private static List<(string Type, Stamp At)> Log(string directory)
    {
        using var stored = new StoredSpace(directory, "main");
        return [.. stored.Log.SelectMany(commit => commit.Entries).Select(entry => entry.Body).Select(body => body switch
        {
            EntryBody.Changed(var change) => (change.Type, change.At),
            EntryBody.Operated(var operation) => (operation.Type, operation.At),
            _ => throw new InvalidOperationException(body.ToString()),
        })];
    }

    [Fact]
    public async Task What_every_peer_that_it_dials_has_is_not_carried_over()
    {
        await using var server = await TestPeer.StartAsync("server", _b.Path, PeerSpecs.Listener);
        var dials = PeerSpecs.Dial("server", server.Port);
        await using (var laptop = await TestPeer.StartAsync("laptop", _a.Path, dials))
        {
            await laptop.CreateAsync("n1", "a");
            await Wait.ForSync(laptop, "server");
            await server.Peer.DisposeAsync();
            await laptop.CreateAsync("n2", "b");
        }
        var renewed = await RenewAsync("other", _a.Path, dials);
        Assert.Equal(1, renewed.Carried);
        Assert.Equal(2, (await RenewAsync("third", renewed.OldFiles, dials + PeerSpecs.Dial("unmet", 1))).Carried);
    }

    [Fact]
    public async Task The_GUID_that_it_has_is_no_new_one()
    {
        var old = await FillAsync();
        var fault = await Assert.ThrowsAsync<InvalidSettingsException>(() => RenewAsync("laptop", _a.Path));
        Assert.Contains("syncro.client is 'laptop'", fault.Message, StringComparison.Ordinal);
        Assert.Equal(old, Show(_a.Path));
    }

    [Fact]
    public async Task Where_none_is_named_a_random_one_is_made_and_kept()
    {
        var old = await FillAsync("");
        var renewed = await RenewAsync("", _a.Path);
        Assert.Equal(old.Client, renewed.Old);
        Assert.NotEqual(old.Client, renewed.New);
        await using var peer = await TestPeer.StartAsync("", _a.Path);
        Assert.Equal(renewed.New, peer.Peer.Client);
        Assert.Equal("b", await peer.TitleAsync("n1"));
    }

    [Fact]
    public async Task A_peer_that_starts_as_another_is_told_of_the_command()
    {
        await FillAsync();
        var fault = await Assert.ThrowsAsync<ForeignStorageException>(() => TestPeer.StartAsync("other", _a.Path));
        Assert.Contains("'syncro identity new'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_journal_that_is_said()
    {
        Assert.Contains("journal.db' can't be used: there is no such file", Assert.Throws<StorageException>(() => Show(_a.Path)).Message, StringComparison.Ordinal);
        await FillAsync();
        var fault = await Assert.ThrowsAsync<StorageException>(() => RenewAsync("other", _a.Path, "syncro.space = elsewhere"));
        Assert.Contains("it holds no journal of space 'elsewhere'", fault.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_b.File("journal.db"), "no database, but long enough to be taken for one or not".PadRight(4096));
        Assert.Contains("journal.db' can't be used", Assert.Throws<StorageException>(() => Show(_b.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_broken_off_before_it_was_decided_never_was()
    {
        var old = await FillAsync();
        var change = new IdentitySwitch(_a.Path);
        change.Begin();
        await File.WriteAllTextAsync(Path.Combine(change.Making, "journal.db"), "half of one");
        Assert.Equal(old, Show(_a.Path));
        await using (var peer = await TestPeer.StartAsync("laptop", _a.Path))
            Assert.Equal("b", await peer.TitleAsync("n1"));
        Assert.Equal(3, (await RenewAsync("other", _a.Path)).Carried);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public async Task What_was_decided_is_finished_by_the_command_or_the_next_start(int moved, bool byCommand)
    {
        await FillAsync("");
        var renewed = await RenewAsync("", _a.Path);
        // As it was when that many of the files were in their places.
        var change = new IdentitySwitch(_a.Path);
        change.Begin();
        string[] files = ["journal.db", "client"];
        foreach (var file in moved < 2 ? files : files[(moved - 1)..])
            File.Move(_a.File(file), Path.Combine(change.Making, file));
        if (moved == 0)
            foreach (var file in files)
                File.Move(Path.Combine(renewed.OldFiles, file), _a.File(file));
        change.Decide(renewed);
        if (byCommand)
            Assert.Equal(renewed, await RenewAsync("", _a.Path));
        await using var peer = await TestPeer.StartAsync("", _a.Path);
        Assert.Equal(renewed.New, peer.Peer.Client);
        Assert.Equal("b", await peer.TitleAsync("n1"));
        Assert.False(Directory.Exists(change.Making));
        Assert.True(File.Exists(Path.Combine(renewed.OldFiles, "client")));
    }

    [Fact]
    public async Task A_kept_GUID_that_is_none_is_named_and_the_storage_is_let_go_of()
    {
        await FillAsync("");
        var kept = await File.ReadAllTextAsync(_a.File("client"));
        await File.WriteAllTextAsync(_a.File("client"), "a\u0001b");
        var fault = await Assert.ThrowsAsync<StorageException>(() => TestPeer.StartAsync("", _a.Path));
        Assert.Contains("client holds the control character U+0001", fault.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_a.File("client"), kept);
        await using var peer = await TestPeer.StartAsync("", _a.Path);
        Assert.Equal("b", await peer.TitleAsync("n1"));
    }
}
