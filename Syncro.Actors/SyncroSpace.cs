using Akka.Actor;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro;

/// <summary>One world of records on this peer: what its sessions and its application work with.</summary>
internal sealed record SyncroSpace(
    ClientId Client, SyncroSettings Settings, IRules Rules, CommitLog Log, CurrentRecords Records, RecordStore Store,
    IActorRef Journal, IActorRef Clients, IActorRef Projector, JournalHealth Health, SyncroMetrics Metrics, TimeProvider Time)
{
    /// <summary>How long an answer of our own actors may take.</summary>
    public TimeSpan AskTimeout => Settings.Journal.WriteTimeout;
}
