using Syncro.Clients;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Tests.Simulation;

/// <summary>A peer made of the very pieces that the actors run, one thing at a time.</summary>
internal sealed partial class SimPeer : IAccess
{
    private readonly Queue<Waiting> _queue = new();
    private readonly Dictionary<ClientId, Dictionary<Type, ClientEvent>> _late = [];

    public SimPeer(SimWorld world, string name, Rules rules)
    {
        (World, Id, Rules, Disk) = (world, new(name), rules, new(new($"journal-{name}-{world.Next()}")));
        Restart();
    }

    public SimWorld World { get; }

    public ClientId Id { get; }

    public Rules Rules { get; set; }

    public JournalLimits Limits { get; set; } = new(512 * 1024, 2048, 1 << 20, 4096, 1 << 20);

    public int PageSize { get; set; } = 256 * 1024;

    /// <summary>Of its wall clock, in milliseconds.</summary>
    public long Skew { get; set; }

    public long Now => World.Now + Skew;

    /// <summary>Clients that dial us and are relays; every other is a leaf.</summary>
    public HashSet<ClientId> Relays { get; } = [];

    public SimDisk Disk { get; private set; }

    public JournalState State { get; private set; } = JournalState.Empty;

    public Dictionary<RecordKey, StoredRecord> Records { get; private set; } = [];

    public List<JournalEvent.Commit> Log { get; } = [];

    public CommitLog CommitLog { get; private set; } = null!;

    public List<SimSession> Sessions { get; } = [];

    public Dictionary<ClientId, SimSession> Live { get; } = [];

    public bool HasWork => _queue.Count > 0;

    public bool HasLate => _late.Count > 0;

    public Pages Pages => new(CommitLog, keys => new(keys.ToDictionary(key => key, Record)), PageSize);

    public StoredRecord Record(RecordKey key) => Records.GetValueOrDefault(key, StoredRecord.Unknown);

    public bool Authentic(ClientId client, string? token) => true;

    public bool Relay(ClientId client) => Relays.Contains(client);

    /// <summary>Clients whose journals are read as relays' for what this peer lost.</summary>
    public HashSet<ClientId> RecoverFrom { get; } = [];

    public bool Recovers(ClientId client) => RecoverFrom.Contains(client);

    public SessionTerms Terms(bool dials, ClientId? peer) => new(
        Id, Disk.Journal, "main", Rules.Classes, dials, peer, null, this, SimWorld.Timing);

    /// <summary>Loses what was not persisted, and starts from disk.</summary>
    public void Crash()
    {
        foreach (var session in Sessions.ToList())
            session.Link.Cut();
        Restart();
    }

    /// <summary>Starts from a backup, or from nothing.</summary>
    public void Restore(SimDisk? backup)
    {
        foreach (var session in Sessions.ToList())
            session.Link.Cut();
        Disk = backup?.Copy() ?? new(new($"journal-{Id}-{World.Next()}"));
        Acknowledged.RemoveAll(made => made.Journal != Disk.Journal || made.Sequence > Disk.Commits.Count + 1);
        World.WasRestored = true;
        Restart();
    }

    private void Restart()
    {
        _queue.Clear();
        _late.Clear();
        Live.Clear();
        Sessions.Clear();
        Log.Clear();
        Records = [];
        State = JournalState.Empty.Apply(new JournalEvent.Opened(Id, Disk.Journal));
        foreach (var bytes in Disk.Commits)
        {
            var commit = CommitReader.Read(bytes);
            Log.Add(commit);
            State = State.Apply(commit);
            RecordFold.Apply(commit, Records);
        }
        var stored = new StoredCommits((from, to) => Task.FromResult<IReadOnlyList<JournalEvent.Commit>>(
            [.. Log.Where(commit => commit.Sequence >= from && commit.Sequence <= to)]), 1);
        CommitLog = new(stored, 1);
        CommitLog.Restart(State);
    }

    /// <summary>Computes the audiences again, as a start does after a class's rule has changed.</summary>
    public void Reassign()
    {
        var keys = Records.Where(r => r.Value.State.WasCreated && r.Value.Audience != Rules.AudienceOf(r.Key, r.Value.State))
            .Select(r => r.Key).ToArray();
        if (keys.Length > 0)
            Enqueue(new ChangeSet.Reassign([.. keys]), _ => { });
    }
}
