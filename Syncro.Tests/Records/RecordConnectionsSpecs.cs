using Syncro.Records;

namespace Syncro.Tests.Records;

/// <summary>Which work is done on the spot, and that it can't get in the way of other work.</summary>
public sealed class RecordConnectionsSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly RecordConnections _connections;
    private int _opened;

    public RecordConnectionsSpecs() => _connections = new(1, () =>
    {
        _opened++;
        return new SqliteRecords(RecordStoreOptions.File(_directory.File("records.db")));
    });

    public void Dispose()
    {
        _connections.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Work_is_done_on_the_spot_only_by_an_open_connection_that_is_free()
    {
        Assert.False(_connections.TryRun(_ => 1, out _));
        Assert.Equal(1, await _connections.RunAsync(_ => 1, default));
        Assert.True(_connections.TryRun(_ => Environment.CurrentManagedThreadId, out var thread));
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.False(await _connections.RunAsync(_ => _connections.TryRun(_ => 1, out var _), default));
        Assert.True(_connections.TryRun(_ => 1, out _));
        Assert.Equal(1, _opened);
    }

    [Fact]
    public async Task Work_that_fails_on_the_spot_leaves_room_for_other_work()
    {
        await _connections.RunAsync(_ => 1, default);
        Assert.Throws<IOException>(() => _connections.TryRun<int>(_ => throw new IOException("once"), out _));
        Assert.Equal(2, await _connections.RunAsync(_ => 2, default));
        Assert.Equal(2, _opened);
    }
}
