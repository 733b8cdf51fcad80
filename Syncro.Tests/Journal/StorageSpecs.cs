using Syncro.Journal;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Journal;

/// <summary>What a peer finds on its own disk.</summary>
public sealed class StorageSpecs : IDisposable
{
    private readonly TempDirectory _directory = new(), _other = new();

    public void Dispose()
    {
        _directory.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task A_record_store_that_is_gone_is_made_again_from_the_log()
    {
        await FillAsync(_directory, "a");
        foreach (var file in Directory.GetFiles(_directory.Path, "records.db*"))
            File.Delete(file);
        await using var again = await TestPeer.StartAsync("ours", _directory.Path);
        Assert.Equal("a", await again.TitleAsync("n1"));
        Assert.Equal(1, (await again.Peer.StatusAsync()).Records);
    }

    [Fact]
    public async Task A_record_store_of_another_journal_is_made_again_from_the_log()
    {
        await FillAsync(_directory, "a");
        await FillAsync(_other, "b");
        foreach (var file in Directory.GetFiles(_directory.Path, "records.db*"))
            File.Delete(file);
        foreach (var file in Directory.GetFiles(_other.Path, "records.db*"))
            File.Copy(file, _directory.File(Path.GetFileName(file)));
        await using var again = await TestPeer.StartAsync("ours", _directory.Path);
        Assert.Equal("a", await again.TitleAsync("n1"));
    }

    private static async Task FillAsync(TempDirectory directory, string title)
    {
        await using var peer = await TestPeer.StartAsync("ours", directory.Path);
        await peer.CreateAsync("n1", "first");
        await peer.UpdateAsync("n1", title);
        await peer.CreateAsync("n2", "x");
        await peer.DestroyAsync("n2");
    }

    [Fact]
    public async Task The_storage_of_another_client_is_refused()
    {
        await FillAsync(_directory, "a");
        await Assert.ThrowsAsync<ForeignStorageException>(() => TestPeer.StartAsync("other", _directory.Path));
        await using var again = await TestPeer.StartAsync("ours", _directory.Path);
        Assert.Equal("a", await again.TitleAsync("n1"));
    }

    [Fact]
    public async Task A_storage_in_use_is_refused()
    {
        await using var peer = await TestPeer.StartAsync("ours", _directory.Path);
        var fault = await Assert.ThrowsAsync<StorageException>(() => TestPeer.StartAsync("ours", _directory.Path));
        Assert.Contains(_directory.Path, fault.Message, StringComparison.Ordinal);
        await peer.CreateAsync("n1", "a");
    }
}
