using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Pattern;
using Akka.Persistence;
using Akka.Persistence.Sql;
using Akka.Streams;
using Syncro.Access;
using Syncro.Clients;
using Syncro.Compaction;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Records;
using Syncro.Rpc;
using Syncro.Scribes;
using Syncro.Settings;
using Syncro.Transport;

namespace Syncro;

/// <content>How a peer comes up.</content>
public sealed partial class SyncroPeer
{
    // Commits kept in memory for readers that are nearly there.
    private const long TailBytes = 4 * 1024 * 1024;

    // Sessions that are told of a new head: all at once up to so many; else so many in a second for each processor, each of
    // which costs it some 100 µs with the message and the answer.
    private const int ToldAtOnce = 64, ToldASecond = 1500;

    // Older ones kept in memory, for a reader asks for its last one again.
    private const long KeptBytes = 2 * 1024 * 1024;

    /// <summary>
    /// Starts a peer in an actor system: its storage is checked and brought up to date, then it listens, then it dials.
    /// </summary>
    /// <param name="system">Where its actors live.</param>
    /// <param name="settings">What it is told.</param>
    /// <param name="models">The models of the program; null: those of the configuration alone.</param>
    /// <param name="services">The methods that other peers may call; null: only those that every peer has.</param>
    /// <param name="time">Null: the machine's.</param>
    /// <param name="cancel">Gives up starting.</param>
    /// <exception cref="StorageException">The storage can't be used, or is in use.</exception>
    /// <exception cref="RecordStoreException">The record store can't be used.</exception>
    /// <exception cref="ForeignStorageException">The storage is another client's.</exception>
    /// <exception cref="ListenException">An address can't be listened on.</exception>
    /// <exception cref="InvalidModelException">A model has rules in code and in the configuration.</exception>
    public static async Task<SyncroPeer> StartAsync(
        ActorSystem system, SyncroSettings settings, ModelRegistry? models = null, RpcServices? services = null,
        TimeProvider? time = null, CancellationToken cancel = default)
    {
        models ??= new();
        var rules = models.Fix(settings, (cause, fault) => system.Log.Error(cause, "{0}", fault));
        var directory = StorageDirectory.Open(settings);
        var holdings = new Holdings(system, directory, TimeSpan.FromSeconds(10));
        try
        {
            var (materializer, started) = (holdings.Hold(system.Materializer()), holdings.Actors);
            var space = await OpenAsync(
                system, settings, rules, services ?? new(), directory, time ?? TimeProvider.System, materializer, holdings,
                cancel).ConfigureAwait(false);
            await RuleChanges.ApplyAsync(space, cancel).ConfigureAwait(false);
            var tokens = await SyncroTokens.StartAsync(system, space, started, cancel).ConfigureAwait(false);
            var players = Players.Start(system, space, models, started);
            var compacting = new Compacting(space, players, system, materializer);
            if (settings.Compaction.At is { } at)
                started.Insert(0, system.ActorOf(Props.Create(() => new CompactionTimer(at, compacting.RunAsync, space.Time))));
            var connections = new Connections(settings.Wire.MaxConnections);
            var listening = await ListenAsync(system, space, connections, materializer, started, cancel).ConfigureAwait(false);
            foreach (var peer in settings.Peers)
                started.Insert(0, system.ActorOf(Props.Create(() => new Dialler(space, peer, materializer))));
            var sessions = system.ActorOf(Props.Create(() => new OpenedSessions(space, connections)));
            started.Insert(0, sessions);
            return new(system, space, models, players, compacting, tokens, holdings, materializer, sessions, listening);
        }
        catch
        {
            await holdings.GiveUpAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The storage, and the actors that need no network. They are put where they are stopped in order.</summary>
    private static async Task<SyncroSpace> OpenAsync(
        ActorSystem system, SyncroSettings settings, Rules rules, RpcServices services, StorageDirectory directory,
        TimeProvider time, ActorMaterializer materializer, Holdings holdings, CancellationToken cancel)
    {
        var plugins = Storage(system, settings.Space, directory);
        var store = holdings.Hold(RecordStore.Open(
            settings.Storage.RecordsConnection.Value.Length == 0
                ? RecordStoreOptions.File(directory.File("records.db"))
                : new(settings.Storage.RecordsProvider, settings.Storage.RecordsConnection.Value)));
        var log = new CommitLog(
            await StoredCommits.OfAsync(
                system, materializer, ModelJournal.IdOf(settings.Space), plugins.Query, KeptBytes, cancel).ConfigureAwait(false),
            new(time, Environment.ProcessorCount * ToldASecond, ToldAtOnce), TailBytes);
        var cache = new RecordCache(settings.Storage.Cache * 1024L);
        var (records, health, metrics) = (new CurrentRecords(cache, store), new JournalHealth(), holdings.Hold(new SyncroMetrics()));
        var projector = system.ActorOf(Props.Create(() => new RecordProjector(store, cache, log, health)));
        var parts = new JournalParts(
            settings.Space, directory.Client, rules, Limits(settings), settings.Journal.Queue, settings.Journal.SnapshotEvery,
            plugins, log, cache, records, projector, health, metrics, time);
        var journal = system.ActorOf(BackoffSupervisor.Props(
            Backoff.OnStop(
                Props.Create(() => new ModelJournal(parts)), "journal", settings.Journal.RestartMin, settings.Journal.RestartMax, 0.2, -1)
            .WithDefaultStoppingStrategy()
            .WithReplyWhileStopped(UnheardCommands.Answer)));
        var unheard = system.ActorOf(Props.Create(() => new UnheardCommands()));
        holdings.Journal = journal;
        holdings.Actors.AddRange([journal, projector, unheard]);
        await health.Started.WaitAsync(cancel).ConfigureAwait(false);
        var known = settings.Peers.Select(peer => peer.Client)
            .Concat(log.State.Taken.Keys.Select(taken => taken.Client)).Where(client => client != directory.Client).Distinct().ToArray();
        var clients = system.ActorOf(Props.Create(() => new ClientsActor(
            settings.Space, plugins, directory.Client, settings.Wire.MaxConnectionsPerClient, known)));
        holdings.Clients = clients;
        holdings.Actors.Insert(0, clients);
        return new(
            directory.Client, settings, rules, log, records, store, journal, clients, projector, health, metrics, time,
            services.Snapshot(), plugins);
    }

    private static async Task<ImmutableArray<string>> ListenAsync(
        ActorSystem system, SyncroSpace space, Connections connections, ActorMaterializer materializer, List<IActorRef> started,
        CancellationToken cancel)
    {
        var listening = ImmutableArray.CreateBuilder<string>();
        foreach (var settings in space.Settings.Listeners)
        {
            var listener = system.ActorOf(Props.Create(() => new TcpListener(space, settings, connections, materializer)));
            started.Insert(0, listener);
            var bound = await listener.Ask<TcpListener.Bound>(new TcpListener.Bind(), space.AskTimeout, cancel).ConfigureAwait(false);
            listening.Add(bound.Address.ToString()!);
        }
        return listening.DrainToImmutable();
    }

    /// <summary>The application's own Akka.Persistence plugins where it has set any; else a SQLite file.</summary>
    private static StoragePlugins Storage(ActorSystem system, string space, StorageDirectory directory)
    {
        system.Settings.InjectTopLevelFallback(SyncroSettings.Reference);
        var serializer = new SyncroSerializer((ExtendedActorSystem)system);
        foreach (var type in SyncroSerializer.Types)
            system.Serialization.AddSerializationMap(type, serializer);
        if (OwnPlugin(system.Settings.Config) is { } journal)
        {
            // What those of Akka.Persistence.Sql need beside a database to be named.
            system.Settings.InjectTopLevelFallback(SqlPersistence.DefaultConfiguration);
            directory.Hold(new SpaceClaim(system, space, journal));
            return new("", "", Query(journal));
        }
        var file = directory.File("journal.db");
        SqliteStorage.Prepare(file);
        var (config, plugins) = SqliteStorage.Plugins(file, $"syncro-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(file)))[..12]}");
        system.Settings.InjectTopLevelFallback(config);
        return plugins;
    }

    // Akka's own default appears as soon as any actor has persisted. It can't be read again: nobody chose it for this.
    private static string? OwnPlugin(Config config)
    {
        const string Key = "akka.persistence.journal.plugin";
        var journal = config.GetString(Key, "");
        return string.IsNullOrEmpty(journal) || (journal == Persistence.DefaultConfig().GetString(Key) && !config.HasPath(Query(journal)))
            ? null : journal;
    }

    private static string Query(string journal) => $"akka.persistence.query.{journal["akka.persistence.".Length..]}";

    private static JournalLimits Limits(SyncroSettings settings) => new(
        settings.Limits.Scribe, settings.Limits.ChangeSet, settings.Limits.CommitSize, settings.Limits.Commit, settings.Limits.CommitSize);
}
