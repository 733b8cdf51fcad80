using Syncro.Clients;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.TestKit.Invariants;

namespace Syncro.TestKit.Simulated;

/// <summary>A peer made of the very pieces that the actors run, one thing at a time.</summary>
internal sealed partial class SimPeer : IAccess, ISimOwner
{
    private readonly Queue<Waiting> _queue = new();
    private readonly Dictionary<ClientId, Dictionary<Type, ClientEvent>> _late = [];
    private readonly HashSet<JournalRef> _readToItsEnd = [];
    private int _salt;
    private long _furthest = long.MinValue;
    private SimRecords _records = null!;

    // The log's first event is not a commit.
    private const int First = 2;

    public SimPeer(SimWorld world, string name, Rules rules, SimDisk? disk = null)
    {
        (World, Id, Rules, Disk) = (world, new(name), rules, disk ?? new(new(world.NewJournal(name))));
        Restart();
    }

    public SimWorld World { get; }

    public ClientId Id { get; }

    public string Name => Id.Value;

    public Rules Rules { get; set; }

    public JournalLimits Limits { get; set; } = new(512 * 1024, 2048, 1 << 20, 4096, 1 << 20);

    public int PageSize { get; set; } = 256 * 1024;

    /// <summary>Of its wall clock, in milliseconds.</summary>
    public long Skew { get; set; }

    public long Now => World.Now + Skew;

    /// <summary>The furthest that its clock was when something was taken in.</summary>
    public long Furthest => Math.Max(_furthest, Now);

    /// <summary>Clients that dial us and are relays; every other is a leaf.</summary>
    public HashSet<ClientId> Relays { get; } = [];

    public SimDisk Disk { get; private set; }

    /// <summary>Whether it once started from a backup, from nothing, or beside a copy of itself.</summary>
    public bool LostHistory { get; set; }

    public JournalState State { get; private set; } = JournalState.Empty;

    public Dictionary<RecordKey, StoredRecord> Records { get; private set; } = [];

    public List<JournalEvent.Commit> Log { get; } = [];

    public CommitLog CommitLog { get; private set; } = null!;

    public CommonPages CommonPages { get; private set; } = null!;

    public List<SimSession> Sessions { get; } = [];

    public Dictionary<ClientId, SimSession> Live { get; } = [];

    public bool HasWork => _queue.Count > 0;

    /// <summary>Tells states apart: what happened at this peer, in order.</summary>
    public ulong History { get; set; }

    /// <summary>How many commits behind a reader is when it is served from the state.</summary>
    public int FarBehind { get; set; } = int.MaxValue;

    public Pages Pages => new(CommitLog, _records, PageSize, CommonPages) { FarBehind = FarBehind, SetScribes = 2 };

    public StoredRecord Record(RecordKey key) => Records.GetValueOrDefault(key, StoredRecord.Unknown);

    public Proof? Prove(ClientId client, string? token) => Proof.None;

    public bool Stands(ClientId client, Proof proof) => true;

    public bool Relay(ClientId client) => Relays.Contains(client);

    /// <summary>Clients whose journals are read as relays' for what this peer lost.</summary>
    public HashSet<ClientId> RecoverFrom { get; } = [];

    public bool Recovers(ClientId client) => RecoverFrom.Contains(client);

    /// <summary>Whether what a client sends is taken without asking.</summary>
    public bool Trusts(ClientId client) => Relays.Contains(client) || RecoverFrom.Contains(client)
        || World.Links.Exists(link => link.From == this && link.To.Name == client.Value);

    public SessionTerms Terms(bool dials, ClientId? peer) => new(
        Id, Disk.Journal, "main", Rules.Classes, dials, peer, null, this, World.Timing);

    /// <summary>Loses what was not persisted, and starts from disk.</summary>
    public void Crash()
    {
        Disconnect();
        Restart();
    }

    /// <summary>Starts from a backup, or from nothing.</summary>
    public void Restore(SimDisk? backup)
    {
        Disconnect();
        Disk = backup?.Copy() ?? new(new(World.NewJournal(Name)));
        Acknowledged.RemoveAll(made => made.Journal != Disk.Journal || made.Sequence > Disk.Commits.Count + 1);
        LostHistory = true;
        Restart();
    }

    private void Disconnect()
    {
        foreach (var session in Sessions.ToArray())
            session.Link.Cut();
    }

    private void Restart()
    {
        _late.Clear();
        _readToItsEnd.Clear();
        _heads.Clear();
        Live.Clear();
        Sessions.Clear();
        Reload();
        ChangeRules();
    }

    /// <summary>As a start does: where a class's rule is not what it was, audiences are computed again, before any link is up.</summary>
    private void ChangeRules()
    {
        if (Disk.Rules is { } before && before.SequenceEqual(Rules.Versions))
            return;
        Reassign();
        CommitAll();
        Disk.Rules = Rules.Versions;
    }

    /// <summary>The journal, from disk; who waited for it is forgotten.</summary>
    private void Reload()
    {
        _queue.Clear();
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
        State = State with { Gone = Disk.Gone };
        var stored = new StoredCommits((from, to) => Task.FromResult<IReadOnlyList<JournalEvent.Commit>>(Between(from, to)), 1);
        CommitLog = new(stored, new(TimeProvider.System, 1, 1), 1);
        CommonPages = new();
        CommitLog.Restart(State);
        _records = new(this);
        _records.FollowToTheEnd();
        foreach (var session in Sessions)
            session.HeadMoved = true;
        Proven.Restart();
    }

    private List<JournalEvent.Commit> Between(long from, long to)
    {
        var (first, last) = (Math.Max((int)Math.Max(from, Disk.Gone + 1) - First, 0), Math.Min((int)to - First, Log.Count - 1));
        return first > last ? [] : Log.GetRange(first, last - first + 1);
    }

    /// <summary>What of its log is proved whole.</summary>
    public ProvenLog Proven { get; } = new();

    /// <summary>
    /// Lets go of some of the log: never of what a peer that it dials, or one of version 1, has not acknowledged, nor of an
    /// operation that anyone it is linked with has not.
    /// </summary>
    public void Compact(Random random)
    {
        var kept = World.Links.Where(link => link.From == this || link.To == this)
            .Select(link => AcknowledgedBy(link.From == this ? link.To : link.From)).Prepend(State.Head.Position).Min();
        var operation = Log.FindIndex(commit => commit.Last > kept && commit.Entries.Any(entry => entry.Body is EntryBody.Operated));
        var waited = World.Links.Where(link => link.From == this || (link.To == this && link.From is SimRuby))
            .Select(link => AcknowledgedBy(link.From == this ? link.To : link.From)).Prepend(State.Head.Position).Min();
        var most = Math.Min(waited.Commit, operation < 0 ? long.MaxValue : Log[operation].Sequence) - 1;
        if (most <= Disk.Gone)
            return;
        // Only what the record store has may go.
        _records.FollowToTheEnd();
        Disk.Gone += 1 + random.NextInt64(most - Disk.Gone);
        State = State with { Gone = Disk.Gone };
        CommitLog.LetGo(Disk.Gone);
        World.Counts.Add(Occurrence.Compacted);
    }

    private Position AcknowledgedBy(ISimOwner other) =>
        Known(new(other.Name)) is { Last: { } journal } known ? known.Acknowledged.GetValueOrDefault(journal) : Position.Zero;

    /// <summary>Computes the audiences again, as a start does after a class's rule has changed.</summary>
    private void Reassign()
    {
        var keys = Records.Where(r => CommitBuilder.MayBeReassigned(r.Value) && r.Value.Audience != Rules.AudienceOf(r.Key, r.Value.State))
            .Select(r => r.Key).ToArray();
        if (keys.Length > 0)
            Enqueue(new ChangeSet.Reassign([.. keys]), _ => { });
    }
}
