using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Tests.Sessions;
using Syncro.Wire;
using static Syncro.Tests.JavaScript.VectorFile;

namespace Syncro.Tests.JavaScript;

/// <summary>A session of a leaf that dialled, with each event told to it and what that came to.</summary>
internal sealed class Talk(JournalId ours, JournalId theirs, Cursor head, Cursor seen, Scribe.Change note, Scribe.Change own)
{
    private const long Began = 1_700_000_000_000;

    private SessionState _state = null!;
    private long _now = Began;

    public List<object> Steps { get; } = [];

    public Talk Open(Cursor? from, bool any = false)
    {
        var server = new ClientId(any ? "leaf" : "server");
        var terms = new SessionTerms(
            new("leaf"), ours, "main", Classes.Of(["Note"]), true, server, "token", new Nobody(),
            new(5000, 15_000, 45_000, 1000, 8, 86_400_000, new(8, 8, 30_000)));
        _state = SessionState.New(terms, 2);
        return On(
            new SessionEvent.Opened(_now, head, from is null ? null : KnownPeer.New with { Seen = from }),
            new { kind = "opened", now = _now, head = Place(head), seen = Place(from), server = server.Value });
    }

    public Talk Greeted(Cursor? seen, bool relay = false, Func<Greeting, Greeting>? change = null)
    {
        var greeting = new Greeting(
            2, "main", new("server"), null, theirs, new(8192), "s2", seen, [], Classes.All, _now);
        return Receive(new Message.Response(JsonText.Of(1), new Result.Greeted(change?.Invoke(greeting) ?? greeting, relay)));
    }

    public Talk Attached(KnownPeer known) => On(
        new SessionEvent.Attached(known, head, _now),
        new
        {
            kind = "attached",
            now = _now,
            known = new { seen = Place(known.Seen), classes = known.Classes.Names, own = known.Own, knowsUs = known.TheyKnowUs },
        });

    /// <summary>Both have caught up; the next request is number 5, of the server's 4.</summary>
    public Talk Live() => Open(seen).Greeted(head)
        .Attached(KnownPeer.New with { Seen = seen, Classes = Classes.Of(["Note"]), Relay = true })
        .Receive(new Message.Response(JsonText.Of(2), new Result.Page([], seen.Position, seen.Mark, false))).Taken()
        .Receive(new Message.Sync(JsonText.Of(1), head, false, [])).ReadNothing(head.Position.Value)
        .ReadNothing(head.Position.Value);

    public Talk Receive(Message message) => On(
        new SessionEvent.Received(message, _now), new { kind = "received", now = _now, text = Text(message) });

    public Talk Page(long id, long position, bool more, ImmutableArray<WireScribe>? scribes = null) => Receive(new Message.Response(
        JsonText.Of(id), new Result.Page(scribes ?? [new(JsonText.Of(position), note, true)], new(position), $"s{position}", more)));

    public Talk Reset(long id) => Receive(new Message.Response(JsonText.Of(id), new Result.Reset()));

    public Talk Push(long id, long position, ImmutableArray<WireScribe>? scribes = null) => Receive(new Message.AddScribes(
        JsonText.Of(id), scribes ?? [new(JsonText.Of(Math.Max(1, position)), note, true)], new(position), $"s{position}"));

    public Talk Pushed(long id, long position, params long[] refused) => Receive(new Message.Response(
        JsonText.Of(id), new Result.Pushed(new(position), [.. refused.Select(one => new Rejection(JsonText.Of(one), 403, "no"))])));

    public Talk Taken(params long[] refused) => On(
        new SessionEvent.PageTaken([.. refused.Select(one => new Rejection(JsonText.Of(one), 422, "wrong"))], _now),
        new
        {
            kind = "pageTaken",
            now = _now,
            rejected = refused.Select(id => new { id, code = 422, message = "wrong" }).ToArray(),
        });

    public Talk Read(long position, bool more) => Read([new(JsonText.Of(position), own, true)], position, more);

    public Talk ReadNothing(long position) => Read([], position, false);

    private Talk Read(ImmutableArray<WireScribe> scribes, long position, bool more)
    {
        var at = position == head.Position.Value ? head : new Cursor(ours, new(position), $"r{position}");
        return On(
            new SessionEvent.PageRead(new(scribes, new(at), more), _now),
            new { kind = "pageRead", now = _now, page = new { scribes = scribes.Select(Text).ToArray(), at = Place(at), more } });
    }

    public Talk NotRead() => On(new SessionEvent.PageRead(null, _now), new { kind = "pageRead", now = _now, page = (object?)null });

    public Talk Moved() => On(new SessionEvent.HeadMoved(head), new { kind = "headMoved" });

    public Talk Tick(long later)
    {
        _now += later;
        return On(new SessionEvent.Tick(_now), new { kind = "tick", now = _now });
    }

    public Talk Failed() => On(
        new SessionEvent.Failed(new(Code.Internal, "broken")), new { kind = "failed", fault = new { code = 500, message = "broken" } });

    private Talk On(SessionEvent happened, object told)
    {
        (_state, var effects) = _state.On(happened);
        Steps.Add(new { on = told, effects = effects.Select(Told).OfType<object>().ToArray(), busy = _state.Busy, closed = _state.Closed });
        return this;
    }

    private static object? Told(SessionEffect effect) => effect switch
    {
        SessionEffect.Send(var message) => new { send = Text(message) },
        SessionEffect.Attach attach => new { attach = new { client = attach.Peer.Client.Value, journal = attach.Peer.Journal.Value } },
        SessionEffect.Read(var from, var reader) => new { read = Place(from.At), onlyOurs = reader.OnlyOurs },
        SessionEffect.Take(var page) => new { take = page.Scribes.Select(Text).ToArray(), upto = Place(page.Upto), own = page.Own },
        SessionEffect.Acknowledge(var position) => new { acknowledged = position.Value },
        SessionEffect.Told(var to) => new { told = Place(to) },
        SessionEffect.Ready => new { ready = true },
        SessionEffect.Close(var fault) => new { close = (int)fault.Code },
        _ => null,
    };

    private sealed class Nobody : IAccess
    {
        public Proof? Prove(ClientId client, string? token) => null;

        public bool Stands(ClientId client, Proof proof) => false;

        public bool Relay(ClientId client) => false;

        public bool Recovers(ClientId client) => false;
    }
}
