using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <content>Who are you: nothing else is served before both sides know.</content>
internal sealed partial record PeerSession
{
    private const int Protocol = 2;

    private PeerSession Connected(long now, Cursor head, KnownPeer? known, List<SessionEffect> effects)
    {
        var next = this with { At = Phase.Greeting, Now = now, OpenedAt = now, HeardAt = now, SentAt = now };
        return Terms.Dials
            ? next.Request(id => new Message.Hello(id, next.Ours(head, known?.Seen, Terms.Token)), effects)
            : next;
    }

    private Greeting Ours(Cursor head, Cursor? seen, string? token) => new(
        Protocol, Terms.Space, Terms.Self, token, Terms.Journal, head.Position, head.Mark, seen, [], Terms.Classes, Now);

    /// <summary>A caller has greeted.</summary>
    private PeerSession Greeted(JsonText? id, Greeting theirs, List<SessionEffect> effects) =>
        Terms.Peer is { } expected && theirs.Client != expected
            ? Close(new(Code.NotAuthenticated, $"'{expected}' is expected here and '{theirs.Client}' called"), effects)
            : !Terms.Access.Authentic(theirs.Client, theirs.Token)
            ? Close(new(Code.NotAuthenticated, "the client did not prove its GUID with a token"), effects)
            : Fault(theirs) is { } fault ? Close(fault, effects)
            : (this with { Trusted = Terms.Access.Relay(theirs.Client) || Terms.Access.Recovers(theirs.Client) })
                .Attach(theirs, id, Terms.Access.Relay(theirs.Client), onlyOurs: false, effects);

    /// <summary>The listener that we dialled has answered.</summary>
    private PeerSession Welcomed(Greeting theirs, bool relay, List<SessionEffect> effects) =>
        theirs.Client != Terms.Peer
            ? Close(new(Code.NotAuthenticated, $"'{Terms.Peer}' was dialled and '{theirs.Client}' answered"), effects)
            : Fault(theirs) is { } fault ? Close(fault, effects)
            : (this with { Trusted = true }).Attach(theirs, null, relay: true, onlyOurs: !relay, effects);

    private Fault? Fault(Greeting theirs) =>
        theirs.Protocol != Protocol ? new(Code.ProtocolNotSupported, $"protocol {theirs.Protocol} is not {Protocol}")
        : theirs.Space != Terms.Space ? new(Code.NotAllowed, $"space '{theirs.Space}' is not served here")
        : theirs.Client == Terms.Self ? new(Code.DuplicateIdentity, $"'{theirs.Client}' is this peer's own GUID")
        : Math.Abs(theirs.Now - Now) > Terms.Timing.MaxClockDrift
            ? new(Code.ClocksApart, $"clocks differ by {Math.Abs(theirs.Now - Now)} ms, more than {Terms.Timing.MaxClockDrift}")
            : null;

    private PeerSession Attach(Greeting theirs, JsonText? greetedBy, bool relay, bool onlyOurs, List<SessionEffect> effects)
    {
        var peer = new JournalRef(theirs.Client, theirs.Journal);
        effects.Add(new SessionEffect.Attach(peer, theirs.Seen));
        return this with
        {
            At = Phase.Attaching,
            Theirs = theirs,
            GreetedBy = greetedBy,
            Reader = new(peer, relay, theirs.Classes.And(Terms.Classes), false, onlyOurs, Terms.Self, null),
        };
    }

    /// <summary>Both know each other: both ask.</summary>
    private PeerSession Begin(KnownPeer known, Cursor head, List<SessionEffect> effects)
    {
        // Of a leaf only its own was taken: to trust it with more means to read it again.
        var seen = known.Seen is not null && known.Classes.Covers(Terms.Classes) && (known.Relay || !Trusted) ? known.Seen : null;
        var open = this with { At = Phase.Open, ReadBefore = known.Seen };
        effects.Add(new SessionEffect.Told(new Cursor(Theirs!.Journal, Theirs.Head, Theirs.Mark)));
        if (GreetedBy is { } id)
            open = open.Answer(id, new Result.Greeted(Ours(head, seen, null), Trusted), effects);
        effects.Add(new SessionEffect.Ready());
        var lost = Theirs.Seen?.Journal == Terms.Journal && !known.TheyKnowUs;
        if (lost)
            effects.Add(new SessionEffect.Report(
                $"this peer lost data: '{Theirs!.Client}' had read its journal up to {Theirs.Seen!.Position}, and that is not in it"));
        return open.Ask(seen, own: seen is null || known.Own || lost, [], effects);
    }
}
