using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Query;
using Akka.Streams;
using Akka.Streams.Dsl;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Peers;
using Syncro.Tests.Records;

namespace Syncro.Tests.Journal;

/// <summary>The log on disk: recovered, gone on with, and open to any query.</summary>
public sealed class LogSpecs : IDisposable
{
    private const string Snapshots = "syncro.journal.snapshot-every = 10";

    private readonly TempDirectory _directory = new(), _other = new();

    public void Dispose()
    {
        _directory.Dispose();
        _other.Dispose();
    }

    private sealed class Recovered : ReceivePersistentActor
    {
        private JournalState _state = JournalState.Empty;

        public Recovered(string plugin, bool snapshots, TaskCompletionSource<(JournalState, bool)> done)
        {
            var fromSnapshot = false;
            (JournalPluginId, SnapshotPluginId) = ($"akka.persistence.journal.{plugin}", $"akka.persistence.snapshot-store.{plugin}");
            Recovery = snapshots ? Recovery.Default : new Recovery(SnapshotSelectionCriteria.None);
            Recover<JournalEvent>(@event => _state = _state.Apply(@event));
            Recover<SnapshotOffer>(offer => (_state, fromSnapshot) = ((JournalState)offer.Snapshot, true));
            Recover<RecoveryCompleted>(_ => done.SetResult((_state, fromSnapshot)));
            CommandAny(_ => { });
        }

        public override string PersistenceId => "syncro/main/journal";

        public override Recovery Recovery { get; }
    }

    private static string Plugin(TestPeer peer) => peer.System.Settings.Config.GetConfig("akka.persistence.journal")
        .AsEnumerable().Select(pair => pair.Key).First(name => name.StartsWith("syncro-", StringComparison.Ordinal));

    [Fact]
    public async Task A_snapshot_and_its_tail_give_what_the_whole_log_gives()
    {
        await using var peer = await TestPeer.StartAsync("ours", _directory.Path, Snapshots + PeerSpecs.Listener.Insert(0, "\n"));
        await using (var laptop = await TestPeer.StartAsync("laptop", _other.Path, PeerSpecs.Dial("ours", peer.Port)))
        {
            for (var i = 0; i < 12; i++)
            {
                await peer.CreateAsync($"n{i}", "a");
                await laptop.CreateAsync($"l{i}", "a");
                await Wait.ForTitle($"l{i}", "a", peer);
            }
        }
        var (tail, snapshot) = await RecoverAsync(peer, true);
        var (whole, none) = await RecoverAsync(peer, false);
        Assert.True(snapshot && !none);
        Assert.Equal(whole.Taken.OrderBy(pair => pair.Key.Client), tail.Taken.OrderBy(pair => pair.Key.Client));
        Assert.Equal(whole with { Taken = tail.Taken }, tail);
        Assert.Equal(25, whole.Sequence);
    }

    [Fact]
    public async Task Large_commits_make_a_snapshot_before_there_are_many()
    {
        await using var peer = await TestPeer.StartAsync("ours", _directory.Path);
        for (var i = 0; i < 44; i++)
            await peer.CreateAsync($"n{i}", new('a', 240 * 1024));
        var (tail, snapshot) = await RecoverAsync(peer, true);
        Assert.True(snapshot);
        Assert.Equal((await RecoverAsync(peer, false)).Item1, tail);
    }

    private static Task<(JournalState, bool)> RecoverAsync(TestPeer peer, bool snapshots)
    {
        var done = new TaskCompletionSource<(JournalState, bool)>();
        var plugin = Plugin(peer);
        peer.System.ActorOf(Props.Create(() => new Recovered(plugin, snapshots, done)));
        return done.Task.WaitAsync(Wait.Limit);
    }

    [Fact]
    public async Task The_log_goes_on_after_a_restart_without_a_gap()
    {
        var before = Position.Zero;
        for (var run = 0; run < 3; run++)
        {
            await using var peer = await TestPeer.StartAsync("ours", _directory.Path, Snapshots);
            Assert.Equal(before, await peer.PositionAsync());
            for (var i = 0; i < 7; i++)
                await peer.CreateAsync($"n{run}-{i}", "a");
            before = await peer.PositionAsync();
            Assert.Equal(Enumerable.Range(2, 7 * (run + 1)), (await peer.LogAsync()).Select(recorded => (int)recorded.Position.Commit));
        }
    }

    [Fact]
    public async Task The_log_of_one_class_is_found_by_its_tag()
    {
        await using var peer = await TestPeer.StartAsync("ours", _directory.Path);
        await peer.CreateAsync("n1", "a");
        await peer.CreateAsync("c1", "a", "City");
        await peer.CommitAsync(
            new LocalChange.Create(TestPeer.Key("n2"), TestPeer.Title("b")),
            new LocalChange.Create(TestPeer.Key("c2", "City"), TestPeer.Title("b")));
        var query = PersistenceQuery.Get(peer.System)
            .ReadJournalFor<ICurrentEventsByTagQuery>($"akka.persistence.query.journal.{Plugin(peer)}");
        var commits = await query.CurrentEventsByTag("City", Offset.NoOffset())
            .RunWith(Sink.Seq<EventEnvelope>(), peer.System.Materializer());
        Assert.Equal([3L, 4L], commits.Select(envelope => envelope.SequenceNr));
        Assert.All(commits, envelope => Assert.IsType<JournalEvent.Commit>(envelope.Event));
    }
}
