using System.Collections.Immutable;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Simulation;

/// <content>What is known of its clients: as <see cref="ClientActor"/> keeps it.</content>
internal sealed partial class SimPeer
{
    private ClientState Known(ClientId client) => Disk.Clients.GetValueOrDefault(client, ClientState.New);

    private ClientState WithLate(ClientId client) =>
        _late.GetValueOrDefault(client, []).Values.Aggregate(Known(client), (state, late) => state.Apply(late));

    public KnownPeer Look(ClientId client) => KnownPeer.Of(WithLate(client), Known(client).Last);

    public SessionEvent Attach(SimSession session, JournalRef peer, Cursor? theirSeen)
    {
        if (Live.TryGetValue(peer.Client, out var live))
        {
            if (live.Peer!.Value.Journal != peer.Journal
                || !ClientState.NewerStays(Id, peer.Client, live.Dials, session.Dials))
                return new SessionEvent.Failed(new(Code.DuplicateIdentity, "connected already"));
            live.Later("replaced", () => live.On(new SessionEvent.Failed(new(Code.DuplicateIdentity, "replaced"))));
        }
        Live[peer.Client] = session;
        var known = KnownPeer.Of(WithLate(peer.Client), peer.Journal).Or(State.Taken.GetValueOrDefault(peer));
        var knowsUs = theirSeen is null || CommitLog.HoldsAsync(theirSeen).Result;
        return new SessionEvent.Attached(known with { TheyKnowUs = knowsUs }, State.Head, Now);
    }

    public void Detach(SimSession session)
    {
        Sessions.Remove(session);
        if (session.Peer is { } peer && Live.GetValueOrDefault(peer.Client) == session)
            Live.Remove(peer.Client);
    }

    private void Advance(SimSession session, IncomingPage page, ImmutableArray<Rejection> rejected, bool recorded)
    {
        var client = page.Source.Journal.Client;
        var advanced = new ClientEvent.CursorAdvanced(page.Upto, Rules.Classes, page.Own, State.Sequence, page.Source.Relay);
        void Taken() => session.Later("taken", () => session.On(new SessionEvent.PageTaken(rejected, Now)));
        if (!Receiving.MayBeLate(page, recorded))
            session.Later("advance", () =>
            {
                _late.GetValueOrDefault(client)?.Remove(advanced.GetType());
                Disk.Clients[client] = Known(client).Decide(advanced) is { } @event ? Known(client).Apply(@event) : Known(client);
                Taken();
            });
        else
        {
            Late(client, advanced);
            Taken();
        }
    }

    public void Late(ClientId client, ClientEvent @event)
    {
        if (!_late.TryGetValue(client, out var late))
            _late[client] = late = [];
        late[@event.GetType()] = @event;
    }

    public void FlushLate()
    {
        foreach (var client in _late.Keys)
            Disk.Clients[client] = WithLate(client);
        _late.Clear();
    }
}
