using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Where either end of a conversation of 2010 goes on.</summary>
public sealed class LegacyCursorSpecs : IAsyncLifetime, IDisposable
{
    private readonly TempDirectory _directory = new();
    private TestPeer _peer = null!;

    public async Task InitializeAsync() => _peer = await TestPeer.StartAsync("ours", _directory.Path, LegacySpecs.Listener);

    public async Task DisposeAsync() => await _peer.DisposeAsync();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("\"7283bdb658f28bf86a0df153d1\"")]
    [InlineData("560")]
    public async Task Its_cursor_is_kept_as_it_came_over_a_restart(string id)
    {
        using (var ruby = await LegacySpecs.JoinAsync(_peer.Port))
            await ruby.AskAsync("add_scribe", $$"""
                "scribe":{"klass":"Note","type":"create","data":{"id":"n1"},"id":{{id}}}
                """);
        await _peer.DisposeAsync();
        _peer = await TestPeer.StartAsync("ours", _directory.Path, LegacySpecs.Listener);
        using var again = await WirePeer.DialAsync(_peer.Port);
        Assert.Equal(id, (await again.ReceiveAsync("sync"))["from"]!.ToJsonString());
    }

    [Fact]
    public async Task What_it_is_sent_has_ids_like_its_own_and_goes_on_strictly_after_one()
    {
        await _peer.CreateAsync("n1", "a");
        await _peer.CreateAsync("n2", "b");
        using var ruby = await LegacySpecs.JoinAsync(_peer.Port);
        var all = await LegacySpecs.SyncAsync(ruby, "null");
        Assert.Equal(["n1", "n2"], all.Select(scribe => scribe!["data"]!["id"]!.ToString()));
        Assert.All(all, scribe => Assert.Matches("^[0-9a-f]{26}$", scribe!["id"]!.ToString()));
        using var again = await LegacySpecs.JoinAsync(_peer.Port);
        var rest = await LegacySpecs.SyncAsync(again, all[0]!["id"]!.ToJsonString());
        Assert.Equal(all[1]!.ToJsonString(), Assert.Single(rest)!.ToJsonString());
        using var last = await LegacySpecs.JoinAsync(_peer.Port);
        Assert.Empty(await LegacySpecs.SyncAsync(last, all[1]!["id"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("\"\"")]
    [InlineData("\"936f570ad23fd85bd37c649449\"")]
    [InlineData("\"00000000002001ffffffffffff\"")]
    [InlineData("12345")]
    public async Task A_cursor_that_is_not_ours_is_answered_from_the_beginning(string from)
    {
        await _peer.CreateAsync("n1", "a");
        using var ruby = await LegacySpecs.JoinAsync(_peer.Port);
        Assert.Single(await LegacySpecs.SyncAsync(ruby, from));
    }

    [Fact]
    public async Task Scribes_of_the_asker_are_left_out()
    {
        using var ruby = await LegacySpecs.JoinAsync(_peer.Port);
        await LegacySpecs.PushAsync(ruby, "create", """{"id":"theirs"}""", "01");
        await _peer.CreateAsync("ours", "a");
        using var again = await LegacySpecs.JoinAsync(_peer.Port);
        Assert.Equal("ours", Assert.Single(await LegacySpecs.SyncAsync(again, "null"))!["data"]!["id"]!.ToString());
    }
}
