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
        Protocol, Terms.Space, Terms.Self, token, Terms.Journal, head.Position, head.Mark, seen, Terms.Features, Terms.Classes, Now);

    /// <summary>A caller has greeted.</summary>
    private PeerSession Greeted(JsonText? id, Greeting theirs, List<SessionEffect> effects) =>
        Terms.Peer is { } expected && theirs.Client != expected
            ? Close(new(Code.NotAuthenticated, $"'{expected}' is expected here and '{theirs.Client}' called"), effects)
            : Terms.Certified is { } certified && theirs.Client != certified
            ? Close(new(Code.NotAuthenticated, $"'{theirs.Client}' called with the certificate of '{certified}'"), effects)
            : Prove(theirs) is not { } proof
            ? Close(new(Code.NotAuthenticated, "the client did not prove its GUID with a token that holds"), effects)
            : Fault(theirs) is { } fault ? Close(fault, effects)
            : (this with { Proof = proof, Trusted = Terms.Access.Relay(theirs.Client) || Terms.Access.Recovers(theirs.Client) })
                .Attach(theirs, id, Terms.Access.Relay(theirs.Client), onlyOurs: false, effects);

    private Proof? Prove(Greeting theirs) =>
        Terms.Certified is not null ? Proof.Certificate : Terms.Access.Prove(theirs.Client, theirs.Token);

    private static string Outdated(Proof proof) =>
        proof is Proof.Token ? "the token that this session began with was revoked" : "the client needs a token now";

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
        effects.Add(new SessionEffect.Attach(peer, theirs.Seen) { Head = new(theirs.Journal, theirs.Head, theirs.Mark) });
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
        var covered = known.Classes.Covers(Terms.Classes) || Planted.Is(Bug.DoesNotReadAgainForANewClass);
        var seen = known.Seen is not null && covered && (known.Relay || !Trusted) ? known.Seen : null;
        var open = this with
        {
            At = Phase.Open,
            Reader = Reader! with { Given = known.Acknowledged },
            ReadBefore = known.Seen?.Position <= Theirs!.Head ? known.Seen : null,
        };
        effects.Add(new SessionEffect.Told(new Cursor(Theirs!.Journal, Theirs.Head, Theirs.Mark)));
        // Told also where it is read again: a copy or a backup, whose journal ends before that, so learns what it lacks.
        if (GreetedBy is { } id)
            open = open.Answer(id, new Result.Greeted(Ours(head, known.Seen, null), Trusted), effects);
        effects.Add(new SessionEffect.Agree([.. Theirs!.Features.Intersect(Terms.Features)]));
        effects.Add(new SessionEffect.Ready());
        var lost = Theirs.Seen?.Journal == Terms.Journal && !known.TheyKnowUs;
        if (lost)
            effects.Add(new SessionEffect.Report(
                $"this peer lost data: '{Theirs!.Client}' had read its journal up to {Theirs.Seen!.Position}, and that is not in it"));
        else if (Theirs.Seen is { Position.Value: > 0 } other && other.Journal != Terms.Journal)
            effects.Add(new SessionEffect.Report(
                $"this peer lost its storage, or another runs with its GUID: '{Theirs!.Client}' had read another journal of it"));
        if (lost)
            return open.BeginAnew(effects);
        // Of a leaf read again, what we refused comes again, unless it was put right before.
        return seen is null && known.Seen is not null && !Reader!.Relay && head.Position > Position.Zero
            ? open with { ReadAfter = head.Position } : open.Ask(seen, own: seen is null || known.Own, [], effects);
    }

    /// <summary>
    /// We lost what it has of us, and read it from the beginning: a copy of us may have read past it. That we ask for our
    /// own has to be on disk first, for it too begins anew with what we have, and then can't tell us any more.
    /// </summary>
    private PeerSession BeginAnew(List<SessionEffect> effects) => (this with { Reading = Reading with { Own = true } })
        .Take([], Cursor.Start(Theirs!.Journal), more: true, null, effects);
}
