using System.Collections.Immutable;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Fuzzing;

/// <summary>Reads a script and plays it to a session.</summary>
internal sealed class SessionScript(Rehearsal session, byte[] script, int protocol)
{
    /// <summary>Greets, is known, and has caught up with an empty journal.</summary>
    public static readonly byte[] Opening = [0, 0, 0, 10, 1, 1, 1, 0, 0, 9, 0];

    private int _at;
    private long _position = 4096;

    private byte Next => _at < script.Length ? script[_at++] : (byte)0;

    private JsonText Id => JsonText.Of(Next % 8);

    public void Play()
    {
        while (_at < script.Length && !session.Closed)
            Step(Next % 16);
        for (var i = 0; i < 1000 && session.Pending.Count + session.Running.Count > 0; i++)
            CompleteAll();
        session.Finish();
        session.On(new SessionEvent.Tick(session.Now += 100_000));
    }

    private void Step(int what)
    {
        switch (what)
        {
            case <= 4:
                session.Receive(Typed(Next));
                break;
            case 5:
                Raw();
                break;
            case 6:
                session.On(new SessionEvent.Tick(session.Now += Next is 255 ? 50_000 : 250));
                break;
            case 7:
                session.On(new SessionEvent.HeadMoved(At(_position += 4096)));
                break;
            case 11:
                if (session.Running is [var call, ..])
                    End(call);
                break;
            case 12:
                if (Next == 0)
                    session.On(new SessionEvent.Failed(new(Code.Internal, "it failed")));
                break;
            case 13:
                session.CallOut(Next % 4);
                break;
            case 14:
                session.GiveUp(Next % 4);
                break;
            case 15:
                CompleteAll();
                break;
            default:
                if (session.Pending is [var first, ..])
                    Complete(first);
                break;
        }
    }

    private void Raw()
    {
        var length = Math.Min((Next << 8) | Next, script.Length - _at);
        var decoded = MessageCodec.Decode(script.AsSpan(_at, length));
        _at += length;
        if (decoded is Decoded.Received { Message: var message })
        {
            if (message is Message.Sync)
                session.Rewound();
            session.Receive(message);
        }
        else
            session.Malformed(((Decoded.Refused)decoded).Fault);
    }

    private Message Typed(byte kind)
    {
        var how = Next;
        switch (kind % 14)
        {
            case 0 when protocol == 2:
                return how < 200 ? Hello(Next) : new Message.Response(JsonText.Of(1), new Result.Greeted(Theirs(Next), true));
            case 1 or 2:
                return new Message.Response(JsonText.Of(how > 240 ? how : session.LastSync), Page(Next));
            case 3:
                session.Rewound();
                return protocol == 1 ? new Message.LegacySync(Id, how < 100 ? null : JsonText.Of(how))
                    : new Message.Sync(Id, how < 100 ? null : At((how - 100) * 4096), how % 2 == 0, []);
            case 4:
                return new Message.Ack(Id, new(how * 4096), "m", [.. Refused(how % 3)]);
            case 5 or 6:
                return protocol == 1 ? new Message.AddScribe(Id, Scribe(how)) : new Message.AddScribes(Id, [.. Scribes(how % 3)], new(how * 1024), "m");
            case 7:
                return new Message.Rpc(how == 0 ? null : Id, "Calc", "add", JsonText.Parse("[]"));
            case 8:
                return new Message.Noop(how == 0 ? null : Id);
            case 9 or 10:
                return new Message.Response(JsonText.Of(how < 128 ? session.LastPush : how < 192 ? session.LastRequest : how), protocol == 1
                    ? new Result.Value(JsonText.True) : new Result.Pushed(new(Next * 4096), [.. Refused(how % 2)]));
            case 11:
                return how < 16 ? new Message.Error(how < 8 ? null : Id, how * 40, "no\u0007") : new Message.Noop(Id);
            case 12:
                return how < 16 ? new Message.Unknown(Id, "new") : new Message.Response(JsonText.Of(session.LastRequest), new Result.Value(JsonText.True));
            default:
                return new Message.Noop(Id);
        }
    }

    private static Message.Hello Hello(byte how) => new(JsonText.Of(1), Theirs(how) with { Token = how < 128 ? "secret" : null });

    private static Greeting Theirs(byte how) => new(
        how == 9 ? 3 : 2, how == 8 ? "other" : "main", new(how == 7 ? "server" : "client"), null, new("j2"), new(4096 * (how % 5)), "m",
        how % 2 == 0 ? null : At(4096), [], Classes.All, how == 6 ? 1 : 1_000_000);

    private Result Page(byte how) => how == 255 ? new Result.Reset()
        : protocol == 1 ? new Result.LegacyPage([.. Scribes(how % 3)])
        : new Result.Page([.. Scribes(how % 3)], new(how / 4 * 4096), "m", how % 4 == 3);

    private void CompleteAll()
    {
        foreach (var waits in session.Pending.ToList())
            Complete(waits);
        foreach (var call in session.Running.ToList())
            End(call);
    }

    private void End(SessionEffect.Call call)
    {
        session.Running.Remove(call);
        session.On(new SessionEvent.Called(call.Number, new Message.Response(call.Rpc.Id ?? JsonText.Null, new Result.Value(JsonText.True))));
    }

    private void Complete(SessionEffect waits)
    {
        session.Pending.Remove(waits);
        var how = Next;
        session.On(waits switch
        {
            _ when how == 254 => new SessionEvent.Failed(new(Code.Internal, "it failed")),
            SessionEffect.Attach => new SessionEvent.Attached(
                KnownPeer.New with { Seen = how % 3 == 0 ? null : protocol == 1 ? new(JournalId.Legacy, Position.Zero, "7") : new(new("j2"), new(how % 3 * 4096), "m") },
                At(_position), session.Now),
            SessionEffect.Take => new SessionEvent.PageTaken([.. Refused(how % 3)], session.Now),
            SessionEffect.Read(var from, _) => new SessionEvent.PageRead(how == 255 ? null : Page(from, how), session.Now),
            SessionEffect.ReadLegacy read => new SessionEvent.LegacyPageRead(LegacyPage(read, how), session.Now),
            _ => throw new BrokenException($"nobody knows what {waits} is"),
        });
    }

    private static OutgoingPage Page(PageCursor from, byte how) => new(
        [.. Scribes(how % 3)], new(At(Math.Min(from.At.Position.Value + (how % 3 * 4096), Position.Limit - 1))), how % 4 == 3);

    private static LegacyPage LegacyPage(SessionEffect.ReadLegacy read, byte how)
    {
        var from = read.From.At?.Position.Value ?? 0;
        var count = Math.Min(how % 8, read.MaxScribes);
        return new(
            [.. Enumerable.Range(1, count).Select(i => Scribe((byte)i) with { Id = LegacyId.Of(new(from + i), "m") })],
            new(At(from + count), null, Position.Zero, false, LegacyHolds.AsTheLogSays), how % 4 == 3, []);
    }

    private static Cursor At(long position) => new(new("j1"), new(position), position == 0 ? "" : "m");

    private static IEnumerable<WireScribe> Scribes(int count) => Enumerable.Range(0, count).Select(i => Scribe((byte)(i + 1)));

    private static WireScribe Scribe(byte how) => new(
        JsonText.Of(how + 1), Syncro.Scribes.Scribe.Change.Destroy(new("Note", RecordId.Of($"n{how}")), new(how + 1u, "client")), how % 2 == 0);

    private static IEnumerable<Rejection> Refused(int count) =>
        Enumerable.Range(0, count).Select(i => new Rejection(JsonText.Of(i), 403, "no\u001b[2J"));
}
