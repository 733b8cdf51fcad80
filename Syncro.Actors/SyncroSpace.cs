using System.Collections.Immutable;
using Akka.Actor;
using Syncro.Access;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Rpc;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Settings;

namespace Syncro;

/// <summary>One world of records on this peer: what its sessions and its application work with.</summary>
internal sealed record SyncroSpace(
    ClientId Client, SyncroSettings Settings, Rules Rules, CommitLog Log, CurrentRecords Records, RecordStore Store,
    IActorRef Journal, IActorRef Clients, IActorRef Projector, JournalHealth Health, SyncroMetrics Metrics, TimeProvider Time,
    ImmutableDictionary<string, ImmutableDictionary<string, RpcMethod>> Services, StoragePlugins Plugins)
{
    /// <summary>Methods of ours that run for other peers.</summary>
    public RunningCalls Running { get; } = new((long)Settings.Rpc.ConcurrentCalls * Settings.Wire.MaxConnectionsPerClient);

    /// <summary>The tokens made by this peer.</summary>
    public AccessView Access { get; } = new();

    /// <summary>What the log says of sessions.</summary>
    public Reported Reported { get; } = new();

    /// <summary>
    /// Pages of our journal's past read at a time: half of what the processors could do. However many catch up, and be it
    /// again and again, changes as they come have the other half.
    /// </summary>
    public SemaphoreSlim CatchingUp { get; } = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Pages of those who catch up that were read before they were asked for, in memory at a time.</summary>
    public SemaphoreSlim ReadAhead { get; } = new(8);

    /// <summary>What many sessions are sent alike.</summary>
    public CommonPages CommonPages { get; } = new();

    /// <summary>How long an answer of our own actors may take.</summary>
    public TimeSpan AskTimeout => Settings.Journal.WriteTimeout;

    /// <summary>Completes once the record store has every change that was acknowledged before the call.</summary>
    public async Task FlushAsync(CancellationToken cancel)
    {
        try
        {
            await Projector.Ask<RecordProjector.Flushed>(
                new RecordProjector.Flush(Answer: true), AskTimeout, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RecordStoreException or AskTimeoutException)
        {
            throw new JournalUnavailableException($"the record store can't follow the log: {e.Message}");
        }
    }

    /// <summary>Records a change set of our own. Completes once it is on disk; see <see cref="IPeer.CommitAsync"/>.</summary>
    public async Task<Committed> RecordAsync(ChangeSet set, CancellationToken cancel)
    {
        try
        {
            var reply = await Journal.Ask<JournalReply>(new JournalCommand.Record(set), AskTimeout, cancel).ConfigureAwait(false);
            return reply switch
            {
                JournalReply.Done(var committed) => committed,
                JournalReply.Failed(var cause) => throw cause,
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
        catch (AskTimeoutException)
        {
            throw new OutcomeUnknownException(
                $"the journal did not answer within {AskTimeout.TotalSeconds} s; recorded once or not at all");
        }
    }
}
