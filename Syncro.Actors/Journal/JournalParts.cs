using Akka.Actor;
using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>What a journal works with.</summary>
internal sealed record JournalParts(
    string Space, ClientId Client, Rules Rules, JournalLimits Limits, int Queue, int SnapshotEvery,
    StoragePlugins Plugins, CommitLog Log, RecordCache Cache, CurrentRecords Records, IActorRef Projector, JournalHealth Health,
    SyncroMetrics Metrics, TimeProvider Time);
