using Akka.Actor;
using Akka.Configuration;
using Syncro.Journal;
using Syncro.Settings;
using Syncro.Tests.Journal;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>Peers that share a process, or an actor system.</summary>
public sealed class SeveralPeersSpecs : IDisposable
{
    private readonly TempDirectory _a = new(), _b = new(), _c = new();

    public void Dispose()
    {
        _a.Dispose();
        _b.Dispose();
        _c.Dispose();
    }

    private static string Space(string name) => $"syncro.space = {name}\n";

    [Fact]
    public async Task Two_spaces_in_one_actor_system_know_nothing_of_each_other_and_each_syncs()
    {
        await using var red = await TestPeer.StartAsync("server", _a.Path, Space("red") + PeerSpecs.Listener);
        await using var blue = await red.BesideAsync("server", _b.Path, Space("blue") + PeerSpecs.Listener);
        await red.CreateAsync("n1", "red");
        await blue.CreateAsync("n1", "blue");
        await using var laptop = await TestPeer.StartAsync("laptop", _c.Path, Space("blue") + PeerSpecs.Dial("server", blue.Port));
        await Wait.ForTitle("n1", "blue", laptop);
        await laptop.UpdateAsync("n1", "bluer");
        await Wait.ForTitle("n1", "bluer", blue);
        Assert.Equal("red", await red.TitleAsync("n1"));
        Assert.Single(await red.LogAsync());
    }

    [Fact]
    public async Task Both_come_back_in_one_actor_system_in_either_order()
    {
        await using (var red = await TestPeer.StartAsync("ours", _a.Path, Space("red")))
        await using (var blue = await red.BesideAsync("ours", _b.Path, Space("blue")))
        {
            await red.CreateAsync("n1", "red");
            await blue.CreateAsync("n1", "blue");
        }
        await using var blueAgain = await TestPeer.StartAsync("ours", _b.Path, Space("blue"));
        await using var redAgain = await blueAgain.BesideAsync("ours", _a.Path, Space("red"));
        Assert.Equal("red", await redAgain.TitleAsync("n1"));
        Assert.Equal("blue", await blueAgain.TitleAsync("n1"));
        await redAgain.Peer.DisposeAsync();
        await blueAgain.UpdateAsync("n1", "still here");
        await using var third = await blueAgain.BesideAsync("ours", _a.Path, Space("red"));
        Assert.Equal("red", await third.TitleAsync("n1"));
    }

    [Fact]
    public async Task A_third_of_the_same_storage_is_refused_and_the_others_go_on()
    {
        await using var first = await TestPeer.StartAsync("ours", _a.Path);
        await using var second = await first.BesideAsync("ours", _b.Path, Space("other"));
        var fault = await Assert.ThrowsAsync<StorageException>(() => first.BesideAsync("ours", _a.Path, Space("other")));
        Assert.Contains(_a.Path, fault.Message, StringComparison.Ordinal);
        await first.CreateAsync("n1", "a");
        await second.CreateAsync("n1", "a");
    }

    [Fact]
    public async Task The_plugins_that_the_application_set_are_used_by_every_space()
    {
        const string System = "own-plugins";
        await using var red = await TestPeer.StartAsync("ours", _a.Path, Space("red") + FaultyStorage.Config, System);
        var blue = await red.BesideAsync("ours", _b.Path, Space("blue"));
        await red.CreateAsync("n1", "red");
        await blue.CreateAsync("n1", "blue");
        await blue.Peer.DisposeAsync();
        var stored = FaultyStorage.Of(System);
        Assert.Equal((2, 2), (stored["syncro/red/journal"].Count, stored["syncro/blue/journal"].Count));
        Assert.False(File.Exists(_a.File("journal.db")));
        var fault = await Assert.ThrowsAsync<StorageException>(() => red.BesideAsync("ours", _c.Path, Space("red")));
        Assert.Contains("'red'", fault.Message, StringComparison.Ordinal);
        await using var again = await red.BesideAsync("ours", _b.Path, Space("blue"));
        Assert.Equal("blue", await again.TitleAsync("n1"));
    }

    [Fact]
    public async Task An_application_whose_own_actors_persist_elsewhere_keeps_its_journal()
    {
        var config = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }");
        var system = ActorSystem.Create("application", config);
        Akka.Persistence.Persistence.Instance.Apply(system).JournalFor("akka.persistence.journal.inmem");
        var settings = SyncroSettings.Read(ConfigurationFactory.ParseString(
            $"syncro {{ client = ours, storage.directory = \"{_a.Path}\", models {{ Note {{}} }} }}"));
        await using (var peer = await SyncroPeer.StartAsync(system, settings))
            await peer.CommitAsync([new LocalChange.Create(TestPeer.Key("n1"), TestPeer.Title("a"))]);
        Assert.True(File.Exists(_a.File("journal.db")));
        await system.Terminate();
    }

    [Fact]
    public async Task What_the_application_configured_wins_over_the_defaults()
    {
        await using var peer = await TestPeer.StartAsync("ours", _a.Path, "syncro.wire.window = 3");
        var settings = SyncroSettings.Read(peer.System.Settings.Config);
        var defaults = SyncroSettings.Read(ConfigurationFactory.ParseString("x = 1"));
        Assert.Equal((3, defaults.Wire.PageSize), (settings.Wire.Window, settings.Wire.PageSize));
        Assert.NotEqual(3, defaults.Wire.Window);
    }
}
