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
    public static async Task<SessionEvent> TakeAsync(SyncroSpace space, IncomingPage page)
    {
        var now = space.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var limit = (long)space.Settings.MaxClockDrift.TotalMilliseconds;
        if (Intake.DriftFault(page.Scribes, now, limit) is { } drift)
            return new SessionEvent.Failed(drift);
        var (rejected, recorded) = (ImmutableArray<Rejection>.Empty, false);
        if (!page.Scribes.IsEmpty)
        {
            var reply = await space.Journal.Ask<JournalReply>(
                new JournalCommand.Take(Sets(page)), space.Settings.Journal.WriteTimeout).ConfigureAwait(false);
            if (reply is not JournalReply.Taken taken)
                return new SessionEvent.Failed(new(Code.Internal, "this peer can't record now"));
            (rejected, recorded) = (taken.Rejected, taken.Recorded);
        }
        space.Metrics.Received(page.Scribes.Length, rejected.Length);
        await AdvanceAsync(space, page, atOnce: !MayBeLate(page, recorded)).ConfigureAwait(false);
        return new SessionEvent.PageTaken(rejected, space.Time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    /// <summary>
    /// Whether the client's cursor may follow its page's answer. A leaf is told only what is on disk. A relay's page read
    /// again changes nothing; a version-1 peer's scribe, stamped on receipt, may not be taken twice.
    /// </summary>
    public static bool MayBeLate(IncomingPage page, bool recorded) =>
        recorded || (page.Source.Relay && page.Legacy is null);

    public static ImmutableArray<ChangeSet> Sets(IncomingPage page) => page.Legacy is { } crossing
        ? Intake.LegacySets(page.Source, page.Scribes, page.Upto, crossing.Sent, crossing.Unacknowledged)
        : Intake.Sets(page.Source, page.Scribes, page.Upto, page.Own);

    private static async Task AdvanceAsync(SyncroSpace space, IncomingPage page, bool atOnce)
    {
        var advanced = new ClientEvent.CursorAdvanced(
            page.Upto, space.Rules.Classes, page.Own, space.Log.State.Sequence, page.Source.Relay);
        var command = new ClientCommand.Advance(page.Source.Journal.Client, advanced, atOnce);
        if (atOnce)
            await space.Clients.Ask<Noted>(command, space.AskTimeout).ConfigureAwait(false);
        else
            space.Clients.Tell(command);
    }
}
