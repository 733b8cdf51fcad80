using Akka.Actor;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Journal;

/// <summary>A journal on a storage that fails: honest answers, and a log without gaps.</summary>
public sealed class ModelJournalSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static long[] Sequences(FaultyStorage storage) => [.. storage["syncro/main/journal"].Keys];

    private async Task<(TestPeer Peer, FaultyStorage Storage)> StartAsync()
    {
        var name = $"faulty-{Guid.NewGuid():N}";
        var peer = await TestPeer.StartAsync(
            "ours", _directory.Path, FaultyStorage.Config + "\nsyncro.journal.write-timeout = 1s", system: name);
        return (peer, FaultyStorage.Of(name));
    }

    /// <summary>Writes until the journal takes it again.</summary>
    private static Task RecoversAsync(TestPeer peer, string id) => Wait.Until("the journal takes changes again", async () =>
    {
        try
        {
            await peer.CommitAsync(new LocalChange.Put(TestPeer.Key(id), TestPeer.Title("after")));
            return true;
        }
        catch (Exception e) when (e is JournalUnavailableException or OutcomeUnknownException)
        {
            return false;
        }
    });

    [Theory]
    [InlineData(nameof(Fate.Failed), false)]
    [InlineData(nameof(Fate.Rejected), false)]
    [InlineData(nameof(Fate.StoredAndFailed), true)]
    public async Task A_write_that_does_not_succeed_is_never_acknowledged_and_the_log_stays_gapless(string fate, bool stored)
    {
        var (peer, storage) = await StartAsync();
        await using var _ = peer;
        await peer.CreateAsync("n1", "before");
        storage.Fates.Enqueue(Enum.Parse<Fate>(fate));
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => peer.CreateAsync("n2", "lost?"));
        await RecoversAsync(peer, "n3");
        Assert.Equal(stored ? "lost?" : null, await peer.TitleAsync("n2"));
        Assert.Equal("before", await peer.TitleAsync("n1"));
        Assert.Equal(Enumerable.Range(1, stored ? 4 : 3).Select(i => (long)i), Sequences(storage));
        Assert.Equal(stored ? 3 : 2, (await peer.LogAsync()).Length);
        Assert.Null(peer.Peer.NotReady);
    }

    [Fact]
    public async Task Whoever_waits_behind_a_failed_write_hears_that_nothing_was_recorded()
    {
        var (peer, storage) = await StartAsync();
        await using var _ = peer;
        storage.Fates.Enqueue(Fate.Failed);
        var calls = Enumerable.Range(0, 200).Select(i => Record.ExceptionAsync(() => peer.CreateAsync($"n{i}", "x"))).ToArray();
        var outcomes = await Task.WhenAll(calls);
        Assert.Contains(outcomes, fault => fault is OutcomeUnknownException);
        Assert.All(outcomes, fault => Assert.True(
            fault is null or OutcomeUnknownException or JournalUnavailableException, fault?.ToString()));
        await RecoversAsync(peer, "after");
        for (var i = 0; i < outcomes.Length; i++)
            Assert.Equal(outcomes[i] is null, await peer.TitleAsync($"n{i}") is not null);
    }

    [Fact]
    public async Task A_write_that_a_stopped_journal_never_saw_is_answered()
    {
        var (peer, _) = await StartAsync();
        await using var started = peer;
        var journal = await peer.System.ActorSelection("/user/*/journal").ResolveOne(Wait.Limit);
        await journal.GracefulStop(Wait.Limit);
        var reply = await journal.Ask<JournalReply>(new JournalCommand.Record(new ChangeSet.Local([])), Wait.Limit);
        Assert.Contains(
            "nothing was recorded",
            Assert.IsType<JournalUnavailableException>(Assert.IsType<JournalReply.Failed>(reply).Cause).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_takes_too_long_has_an_unknown_outcome_and_happens_once()
    {
        var (peer, storage) = await StartAsync();
        await using var _ = peer;
        storage.Fates.Enqueue(Fate.Late);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => peer.CreateAsync("n1", "late"));
        Assert.Null(await peer.TitleAsync("n1"));
        storage.Gate.SetResult();
        await Wait.ForTitle("n1", "late", peer);
        Assert.Single(await peer.LogAsync());
    }

    [Fact]
    public async Task A_page_that_cannot_be_recorded_is_not_acknowledged_and_comes_again()
    {
        var name = $"faulty-{Guid.NewGuid():N}";
        using var other = new TempDirectory();
        await using var server = await TestPeer.StartAsync("server", _directory.Path, PeerSpecs.Listener + FaultyStorage.Config, system: name);
        await using var laptop = await TestPeer.StartAsync("laptop", other.Path, PeerSpecs.Dial("server", server.Port));
        await laptop.CreateAsync("n1", "a");
        await Wait.ForTitle("n1", "a", server);
        FaultyStorage.Of(name).Fates.Enqueue(Fate.Failed);
        await laptop.CreateAsync("n2", "b");
        await Wait.ForTitle("n2", "b", server);
        await Wait.ForSync(laptop, "server");
        Assert.Equal(2, (await server.LogAsync()).Length);
    }
}
