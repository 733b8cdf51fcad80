using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Rpc;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Tests.Peers;

/// <summary>A whole peer in an actor system of its own, with short waits.</summary>
internal sealed class TestPeer : IAsyncDisposable
{
    private static readonly Config Base = ConfigurationFactory.ParseString(
        """
        akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off }
        syncro {
          models {
            City {}
            Note {}
          }
          access.anonymous = on
          wire { reconnect-min = 20ms, reconnect-max = 100ms }
          journal { restart-min = 20ms, restart-max = 50ms, write-timeout = 5s }
        }
        """);

    private TestPeer(ActorSystem system, SyncroPeer peer) => (System, Peer) = (system, peer);

    public ActorSystem System { get; }

    public SyncroPeer Peer { get; }

    /// <summary>Where its first listener is.</summary>
    public int Port => PortOf(0);

    public int PortOf(int listener) =>
        int.Parse(Peer.Listening[listener].Split(':')[^1], CultureInfo.InvariantCulture);

    public static async Task<TestPeer> StartAsync(
        string client, string directory, string hocon = "", string system = "test", RpcServices? services = null,
        ModelRegistry? models = null, TimeProvider? time = null)
    {
        var config = Config(client, directory, hocon);
        var actors = ActorSystem.Create(system, config);
        try
        {
            return new(actors, await SyncroPeer.StartAsync(actors, SyncroSettings.Read(config), models, services, time));
        }
        catch
        {
            await actors.Terminate();
            throw;
        }
    }

    /// <summary>Another peer in the actor system of this one.</summary>
    public async Task<TestPeer> BesideAsync(string client, string directory, string hocon = "") =>
        new(System, await SyncroPeer.StartAsync(System, SyncroSettings.Read(Config(client, directory, hocon))));

    /// <summary>What such a peer is told.</summary>
    public static SyncroSettings Settings(string client, string directory, string hocon = "") =>
        SyncroSettings.Read(Config(client, directory, hocon));

    private static Config Config(string client, string directory, string hocon) =>
        ConfigurationFactory.ParseString(hocon.Length > 0 ? hocon : "x = 1")
            .WithFallback(ConfigurationFactory.ParseString(
                $"syncro {{ client = \"{client}\", storage.directory = \"{directory}\" }}"))
            .WithFallback(Base).WithFallback(SyncroSettings.Reference);

    public Task<Committed> CreateAsync(string id, string value, string className = "Note") =>
        CommitAsync(new LocalChange.Create(Key(id, className), Title(value)));

    public Task<Committed> UpdateAsync(string id, string value) =>
        CommitAsync(new LocalChange.Update(Key(id), Title(value)));

    public Task<Committed> DestroyAsync(string id) => CommitAsync(new LocalChange.Destroy(Key(id)));

    public Task<Committed> CommitAsync(params LocalChange[] changes) => Peer.CommitAsync([.. changes]);

    /// <summary>The title of a note alive, or null.</summary>
    public async Task<string?> TitleAsync(string id, string className = "Note") =>
        (await Peer.FindAsync(Key(id, className)))?.State["title"]?.ToString().Trim('"');

    public async Task<LinkStatus?> LinkAsync(string client) =>
        (await Peer.StatusAsync()).Peers.FirstOrDefault(link => link.Client.Value == client);

    public async Task<Position> PositionAsync() => (await Peer.StatusAsync()).Position;

    /// <summary>Everything in its journal.</summary>
    public async Task<ImmutableArray<Recorded>> LogAsync()
    {
        var (head, log) = (await PositionAsync(), ImmutableArray.CreateBuilder<Recorded>());
        if (head == Position.Zero)
            return [];
        using var limit = new CancellationTokenSource(Wait.Limit);
        try
        {
            await foreach (var recorded in Peer.ChangesAsync(Position.Zero, limit.Token))
            {
                log.Add(recorded);
                if (recorded.Position == head)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the journal ends at {head} in a note to one client; its last scribe is {log[^1].Position}");
        }
        return log.DrainToImmutable();
    }

    public static RecordKey Key(string id, string className = "Note") => new(className, RecordId.Of(id));

    public static Attributes Title(string value) => Attributes.Of([new("title", JsonText.OfString(value))]);

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await System.Terminate();
    }
}
