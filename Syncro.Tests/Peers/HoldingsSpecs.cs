using Akka.Actor;
using Syncro.Journal;
using Syncro.Settings;
using Syncro.Tests.Records;

namespace Syncro.Tests.Peers;

/// <summary>What a peer lets go of when it stops, and what it must not.</summary>
public sealed class HoldingsSpecs : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    private readonly TempDirectory _directory = new();
    private readonly ActorSystem _system = ActorSystem.Create("holdings");
    private readonly ManualResetEventSlim _gate = new();
    private readonly SyncroSettings _settings;
    private readonly Holdings _holdings;
    private readonly Held _held = new();

    public HoldingsSpecs()
    {
        _settings = SyncroSettings.Read(Akka.Configuration.ConfigurationFactory
            .ParseString($"syncro.storage.directory = \"{_directory.Path}\"").WithFallback(SyncroSettings.Reference));
        _holdings = new(_system, StorageDirectory.Open(_settings), Limit);
        _holdings.Hold(_held);
    }

    public void Dispose()
    {
        _gate.Set();
        _system.Terminate().Wait(Wait.Limit);
        _system.Dispose();
        _directory.Dispose();
        _gate.Dispose();
    }

    /// <summary>Two that are stopped in order, one of which hangs in its last message.</summary>
    private (IActorRef Hanging, Task Other) Start(bool hangingFirst)
    {
        var (hanging, other) = (Actor(), Actor());
        _holdings.Actors.AddRange(hangingFirst ? [hanging, other] : [other, hanging]);
        hanging.Tell("hang");
        return (hanging, other.WatchAsync());
    }

    private IActorRef Actor() => _system.ActorOf(Props.Create(() => new Hanging(_gate)));

    [Fact]
    public async Task An_actor_that_does_not_stop_keeps_no_other_from_it_and_the_directory_is_let_go()
    {
        var (hanging, other) = Start(hangingFirst: true);
        var fault = await Assert.ThrowsAsync<StillRunningException>(_holdings.LetGoAsync);
        Assert.Contains(hanging.Path.ToString(), fault.Message, StringComparison.Ordinal);
        await other.WaitAsync(Wait.Limit);
        Assert.True(_held.Disposed);
        StorageDirectory.Open(_settings).Dispose();
    }

    [Fact]
    public async Task A_directory_stays_locked_and_is_named_while_its_journal_may_still_write()
    {
        var (hanging, other) = Start(hangingFirst: false);
        _holdings.Journal = hanging;
        var fault = await Assert.ThrowsAsync<StillRunningException>(_holdings.LetGoAsync);
        Assert.Contains($"'{Path.GetFullPath(_directory.Path)}' stays locked", fault.Message, StringComparison.Ordinal);
        await other.WaitAsync(Wait.Limit);
        Assert.Throws<StorageException>(() => StorageDirectory.Open(_settings));
    }

    private sealed class Hanging : ReceiveActor
    {
        public Hanging(ManualResetEventSlim gate) => Receive<string>(_ => gate.Wait(Wait.Limit));
    }

    private sealed class Held : IDisposable
    {
        public bool Disposed { get; private set; }

        public void Dispose() => Disposed = true;
    }
}
