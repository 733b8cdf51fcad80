using System.Collections.Immutable;
using Akka.Actor;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>Records what a session received: first the journal, then the client's cursor, then the answer.</summary>
internal static class Receiving
{
    /// <summary>PageTaken once it is durable, or Failed with nothing recorded of it that was acknowledged.</summary>
    /// <param name="space">Where it is recorded.</param>
    /// <param name="page">What came.</param>
    /// <param name="now">The session's own time.</param>
    public static async Task<SessionEvent> TakeAsync(SyncroSpace space, IncomingPage page, Func<long> now)
    {
        var limit = (long)space.Settings.MaxClockDrift.TotalMilliseconds;
        if (Intake.DriftFault(page.Scribes, space.Time.GetUtcNow().ToUnixTimeMilliseconds(), limit) is { } drift)
            return new SessionEvent.Failed(drift);
        var patience = Patience(space);
        try
        {
            var rejected = await RecordAsync(space, page, patience).ConfigureAwait(false);
            return rejected is { } some
                ? new SessionEvent.PageTaken(some, now()) : new SessionEvent.Failed(new(Code.Internal, "this peer can't record now"));
        }
        catch (AskTimeoutException)
        {
            return new SessionEvent.Failed(
                new(Code.Internal, $"this peer could not record within {patience.TotalSeconds} s"));
        }
    }

    // A slow disk ends no link before the other side takes it for dead: what is recorded late is not sent again.
    private static TimeSpan Patience(SyncroSpace space)
    {
        var (write, silence) = (space.Settings.Journal.WriteTimeout, space.Settings.Wire.SilenceTimeout);
        return write > silence ? write : silence;
    }

    /// <summary>What was rejected of it; null where the journal can't record.</summary>
    private static async Task<ImmutableArray<Rejection>?> RecordAsync(SyncroSpace space, IncomingPage page, TimeSpan patience)
    {
        var (rejected, changed, recorded) = (ImmutableArray<Rejection>.Empty, false, false);
        if (!page.Scribes.IsEmpty)
        {
            var reply = await space.Journal.Ask<JournalReply>(
                new JournalCommand.Take(Sets(page)), patience).ConfigureAwait(false);
            if (reply is not JournalReply.Taken taken)
                return null;
            (rejected, changed, recorded) = taken;
        }
        space.Metrics.Received(page.Scribes.Length, rejected.Length);
        await AdvanceAsync(space, page, atOnce: !MayBeLate(page, changed, recorded), patience).ConfigureAwait(false);
        return rejected;
    }

    /// <summary>
    /// Whether the client's cursor may follow its page's answer. A leaf is told only what is on disk. A relay's page that
    /// changed nothing changes nothing read again; of one that did, the cursor alone tells its sender that it lost some. A
    /// version-1 peer's scribe, stamped on receipt, may not be taken twice. A page that brings nothing of what we lost may
    /// say for the first time that we did.
    /// </summary>
    public static bool MayBeLate(IncomingPage page, bool changed, bool recorded) =>
        recorded || (page.Source.Relay && !changed && page.Legacy is null && !(page.Own && page.Scribes.IsEmpty));

    public static ImmutableArray<ChangeSet> Sets(IncomingPage page) => page.Legacy is { } crossing
        ? Intake.LegacySets(page.Source, page.Scribes, page.Upto, crossing.Sent, crossing.Unacknowledged)
        : Intake.Sets(page.Source, page.Scribes, page.Upto, page.Own);

    private static async Task AdvanceAsync(SyncroSpace space, IncomingPage page, bool atOnce, TimeSpan patience)
    {
        var advanced = new ClientEvent.CursorAdvanced(
            page.Upto, space.Rules.Classes, page.Own, space.Log.State.Sequence, page.Source.Relay);
        var command = new ClientCommand.Advance(page.Source.Journal.Client, advanced, atOnce, page.Scribes.Length);
        if (atOnce)
            await space.Clients.Ask<Noted>(command, patience).ConfigureAwait(false);
        else
            space.Clients.Tell(command);
    }
}
