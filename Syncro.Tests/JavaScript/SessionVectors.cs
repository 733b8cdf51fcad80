using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;
using static Syncro.Tests.JavaScript.VectorFile;

namespace Syncro.Tests.JavaScript;

/// <summary>Whole conversations of a leaf that dialled: what happens, and what it does about it.</summary>
internal static class SessionVectors
{
    private static readonly JournalId Ours = new("j-leaf"), Theirs = new("j-server");

    private static readonly Cursor Head = new(Ours, new(8193), "m2"), Seen = new(Theirs, new(4096), "s1");

    private static readonly Scribe.Change Note = Scribe.Change.Create(
        new("Note", "n1"), new(0x20000, "b"), [new("title", JsonText.OfString("Milk"), new(0x20000, "b"))]);

    private static readonly Scribe.Change Own = Scribe.Change.Destroy(new("Note", "n2"), new(0x30000, "leaf"));

    public static object All() => new Dictionary<string, object>
    {
        ["a first sync in two pages, then live both ways"] = Run(talk => talk
            .Open(null).Greeted(seen: null).Attached(KnownPeer.New)
            .Page(3, 4096, more: true).Taken().Page(4, 8192, more: false).Taken()
            .Receive(new Message.Sync(JsonText.Of(1), null, true, [])).Read(4096, more: true)
            .Receive(new Message.Sync(JsonText.Of(2), new(Ours, new(4096), "r4096"), false, [])).Read(8193, more: false)
            .Receive(new Message.Ack(JsonText.Of(3), new(8193), "r8193", [])).ReadNothing(8193)
            .Push(4, 12288).Taken().Moved().Read(12288, more: false).Pushed(6, 12288)),
        ["a second session from where the first was, nothing new"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note"))
            .Page(2, 4096, more: false, scribes: []).Taken()
            .Receive(new Message.Sync(JsonText.Of(1), Head, false, [])).ReadNothing(8193)
            .Receive(new Message.Ack(JsonText.Of(2), new(8193), "m2", [])).Tick(15_000).Tick(15_000).Tick(15_000)),
        ["the server lost what we had read: reset, then from null with our own"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note")).Reset(2)
            .Page(3, 4096, more: true).Taken().Page(4, 8192, more: false).Taken()),
        ["we lost what the server has of us"] = Run(talk => talk
            .Open(Seen).Greeted(new(Ours, new(99_999), "gone")).Attached(Known(Seen, "Note") with { TheyKnowUs = false })
            .Taken().Page(2, 4096, more: false).Taken()),
        ["our storage is another than the server had read"] = Run(talk => talk
            .Open(Seen).Greeted(new(new("j-old"), new(4096), "x")).Attached(Known(Seen, "Note")).Page(2, 4096, more: false).Taken()),
        ["the journal of a server that has another is read from the beginning"] = Run(talk => talk
            .Open(new(new("j-other"), new(4096), "x")).Greeted(null).Attached(KnownPeer.New).Page(2, 4096, more: false).Taken()),
        ["a class added means reading again"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "City")).Page(2, 4096, more: false).Taken()),
        ["own asked half way is asked on"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note") with { Own = true }).Page(2, 4097, more: true).Taken().Page(3, 4098, more: true)),
        ["what we refuse of a page is told with the next sync, of the last with the ack, of a push with its answer"] = Run(talk => talk
            .Open(null).Greeted(null).Attached(KnownPeer.New).Page(2, 4096, more: true).Taken(4096).Page(3, 8192, more: false).Taken(4097)
            .Push(1, 12288).Taken(12288)),
        ["what the server refuses is told to the application"] = Run(talk => talk
            .Live().Moved().Read(12288, more: false).Pushed(5, 12288, 12288)
            .Receive(new Message.Sync(JsonText.Of(9), Head, false, [new(JsonText.Of(8193), 403, "no")]))),
        ["a cursor that is not of our history is answered with reset"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note"))
            .Receive(new Message.Sync(JsonText.Of(1), new(Ours, new(4096), "wrong"), false, [])).NotRead()
            .Receive(new Message.Sync(JsonText.Of(2), null, true, [])).Read(4096, more: true)),
        ["a push at or before the cursor is answered with it and not read, save within a cause spread over several"] = Run(talk => talk
            .Live().Push(1, 4095).Push(2, 4096, scribes: []).Push(3, 4096).Taken().Push(4, 4097).Taken()),
        ["no more pushes than the window are unanswered"] = Run(talk =>
        {
            talk.Live();
            for (var i = 1; i <= 9; i++)
                talk = talk.Moved().Read(8193 + (i * 4096), more: false);
            return talk.Pushed(5, 12289).Tick(45_000);
        }),
        ["a position that moved without scribes is told at once, and the next a second later"] = Run(talk => talk
            .Live().Moved().ReadNothing(12288).Pushed(5, 12288).Moved().ReadNothing(16384).Tick(999).Tick(1).Pushed(6, 16384)),
        ["a position that moved without scribes is not told while more is read"] = Run(talk => talk
            .Live().Moved().Moved().ReadNothing(12288).Read(16384, more: false)),
        ["a sync while a live page is read supersedes it"] = Run(talk => talk
            .Live().Moved().Receive(new Message.Sync(JsonText.Of(7), Head, false, [])).Read(12288, more: false).Read(12288, more: false)),
        ["a sync repeated is refused"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note"))
            .Receive(new Message.Sync(JsonText.Of(1), Head, false, [])).ReadNothing(8193)
            .Receive(new Message.Sync(JsonText.Of(1), Head, false, []))),
        ["a sync while another is answered is refused"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note"))
            .Receive(new Message.Sync(JsonText.Of(1), Head, false, [])).Receive(new Message.Sync(JsonText.Of(2), Head, false, []))),
        ["a push before the catch-up ended is refused"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note")).Push(1, 8192)),
        ["a page that goes back is refused"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note")).Page(2, 4095, more: false)),
        ["a response to nothing asked is ignored"] = Run(talk => talk.Live().Page(77, 99_999, more: false)),
        ["another server answers"] = Run(talk => talk.Open(null).Greeted(null, change: theirs => theirs with { Client = new("other") })),
        ["a space not ours"] = Run(talk => talk.Open(null).Greeted(null, change: theirs => theirs with { Space = "other" })),
        ["our own GUID"] = Run(talk => talk.Open(null, any: true).Greeted(null, change: theirs => theirs with { Client = new("leaf") })),
        ["another protocol"] = Run(talk => talk.Open(null).Greeted(null, change: theirs => theirs with { Protocol = 3 })),
        ["clocks too far apart"] = Run(talk => talk.Open(null).Greeted(null, change: theirs => theirs with { Now = theirs.Now + 86_400_001 })),
        ["a server that doesn't greet"] = Run(talk => talk.Open(null).Tick(4999).Tick(1)),
        ["a server that refuses us"] = Run(talk => talk.Open(null).Receive(new Message.Error(JsonText.Of(1), 401, "no token"))),
        ["another message before the greeting"] = Run(talk => talk.Open(null).Receive(new Message.Noop(JsonText.Of(1)))),
        ["a silent server"] = Run(talk => talk.Live().Tick(44_999).Tick(1)),
        ["a sync that is not answered"] = Run(talk => talk
            .Open(Seen).Greeted(Head).Attached(Known(Seen, "Note")).Tick(40_000).Receive(new Message.Noop(JsonText.Of(1))).Tick(5000)),
        ["a noop is answered, an unknown message is not known, a hello ends the link"] = Run(talk => talk
            .Live().Receive(new Message.Noop(JsonText.Of(5))).Receive(new Message.Unknown(JsonText.Of(6), "later"))
            .Receive(new Message.Unknown(null, "later")).Receive(new Message.Part(JsonText.Of(8), false, ""))),
        ["what can't be recorded ends the link"] = Run(talk => talk.Live().Push(1, 8192).Failed()),
        ["a relay is sent what others made too"] = Run(talk => talk
            .Open(Seen).Greeted(Head, relay: true).Attached(Known(Seen, "Note"))
            .Receive(new Message.Sync(JsonText.Of(1), null, true, []))),
    };

    private static KnownPeer Known(Cursor seen, params string[] classes) =>
        KnownPeer.New with { Seen = seen, Classes = Classes.Of(classes), Relay = true };

    private static List<object> Run(Func<Talk, Talk> talk) => talk(new(Ours, Theirs, Head, Seen, Note, Own)).Steps;
}
