using System.Collections.Immutable;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.TestKit.Invariants;
using Syncro.Wire;

namespace Syncro.TestKit.Simulated;

/// <content>What is known of its clients: as <see cref="ClientActor"/> keeps it.</content>
internal sealed partial class SimPeer
{
    private readonly Dictionary<ClientId, Cursor> _heads = [];

    private ClientState Known(ClientId client) => Disk.Clients.GetValueOrDefault(client, ClientState.New);

    private ClientState WithLate(ClientId client) =>
        _late.GetValueOrDefault(client, []).Values.Aggregate(Known(client), (state, late) => state.Apply(late));

    public KnownPeer Look(ClientId client) => Look(client, WithLate(client).Last).Or(State.LastTaken(client));

    private KnownPeer Look(ClientId client, JournalId? journal) => KnownPeer.Of(WithLate(client), journal)
        .SinceTheStart(readToItsEnd: journal is { } id && _readToItsEnd.Contains(new(client, id)));

    public void Attach(SimSession session, SessionEffect.Attach attach)
    {
        var refusal = Claimed(session, attach);
        if (refusal is not null)
            session.On(new SessionEvent.Failed(refusal));
        else if (session.Dials || attach.Head is null || Relay(attach.Peer.Client))
            session.On(Attached(attach));
        else
            Enqueue(new ChangeSet.Reassign([]), _ => session.Later("attached", () => session.On(Attached(attach))));
    }

    private Fault? Claimed(SimSession session, SessionEffect.Attach attach)
    {
        var peer = attach.Peer;
        var seen = attach.TheirSeen is { } ours && ours.Journal == Disk.Journal ? ours.Position : Position.Zero;
        session.Claim = new(peer.Journal, session.Dials, attach.Head, seen);
        var known = Look(peer.Client, peer.Journal).Or(State.Taken.GetValueOrDefault(peer));
        if (Live.TryGetValue(peer.Client, out var live))
        {
            var told = live.Claim! with { Head = _heads.GetValueOrDefault(peer.Client) };
            if (ClientState.Refusal(Id, peer.Client, told, session.Claim, known) is { } refusal)
                return refusal;
            live.Later("replaced", () => live.On(new SessionEvent.Failed(new(Code.DuplicateIdentity, "replaced"))));
        }
        Live[peer.Client] = session;
        if (attach.Head is { } head)
            _heads[peer.Client] = head;
        return null;
    }

    private SessionEvent.Attached Attached(SessionEffect.Attach attach)
    {
        var known = Look(attach.Peer.Client, attach.Peer.Journal).Or(State.Taken.GetValueOrDefault(attach.Peer));
        var knowsUs = attach.TheirSeen is not { } theirSeen || CommitLog.KnowsAsync(theirSeen, known.Acknowledged).Result;
        return new SessionEvent.Attached(known with { TheyKnowUs = knowsUs }, State.Head, Now);
    }

    /// <summary>A client told the head of its journal.</summary>
    public void Told(ClientId client, Cursor head) => _heads[client] = head;

    public void Detach(SimSession session)
    {
        Sessions.Remove(session);
        if (session.Peer is { } peer && Live.GetValueOrDefault(peer.Client) == session)
            Live.Remove(peer.Client);
    }

    private void Advance(SimSession session, IncomingPage page, ImmutableArray<Rejection> rejected, bool changed, bool recorded)
    {
        var client = page.Source.Journal.Client;
        var advanced = new ClientEvent.CursorAdvanced(page.Upto, Rules.Classes, page.Own, State.Sequence, page.Source.Relay);
        if (!page.Own)
            _readToItsEnd.Add(page.Source.Journal);
        if (!recorded && !page.Scribes.IsEmpty && rejected.IsEmpty)
            World.Counts.Add(Occurrence.Redelivered);
        void Taken() => session.Later("taken", () => session.On(new SessionEvent.PageTaken(rejected, Now)));
        if (!Receiving.MayBeLate(page, changed, recorded))
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
