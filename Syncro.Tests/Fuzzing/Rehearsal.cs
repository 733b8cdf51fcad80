using System.Globalization;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Fuzzing;

/// <summary>A session's machine as its actor runs it, and after each event what must hold.</summary>
internal sealed class Rehearsal
{
    public const int Window = 4;

    /// <summary>What a peer of 2010 may leave unconfirmed besides: see the session.</summary>
    public const int Fences = 64;

    private readonly SessionTerms _terms;
    private readonly Dictionary<string, int> _requests = [];
    private readonly HashSet<string> _kinds = [];
    private readonly HashSet<long> _calling = [];
    private readonly List<long> _pushes = [], _noops = [];
    private readonly bool _legacy;
    private SessionState _state;
    private Position _taken, _pushed;
    private bool _attached;

    public Rehearsal(SessionTerms terms, int protocol)
    {
        (_terms, _state, _legacy) = (terms, SessionState.New(terms, protocol), protocol == 1);
        On(new SessionEvent.Opened(Now, Cursor.Start(terms.Journal), null));
    }

    public long Now { get; set; } = 1_000_000;

    /// <summary>Whether a message was asked of the connection: then one may come, whatever happens before it.</summary>
    public bool Asked { get; private set; }

    public bool Closed => _state.Closed;

    /// <summary>What it asked for and did not get yet, in order.</summary>
    public List<SessionEffect> Pending { get; } = [];

    /// <summary>The methods that it runs.</summary>
    public List<SessionEffect.Call> Running { get; } = [];

    /// <summary>The request that asked for the other side's journal.</summary>
    public long LastSync { get; private set; } = 1;

    /// <summary>The last request of each kind besides.</summary>
    public long LastPush => _pushes.LastOrDefault(1);

    public long LastRequest { get; private set; } = 1;

    /// <summary>Tells what happened in it from other scripts.</summary>
    public string Kind => string.Join('\n', _kinds);

    public void Receive(Message message)
    {
        if (!Asked || Closed)
            return;
        Asked = false;
        if (message is Message.Response { Id: { } answer })
            Acknowledge(answer);
        else if (message is Message.Error)
            Acknowledge(message.Id ?? JsonText.Null);
        else if (IsAnswered(message))
            _requests[Id(message.Id)] = _requests.GetValueOrDefault(Id(message.Id)) + 1;
        On(new SessionEvent.Received(message, Now));
    }

    public void Malformed(Fault fault)
    {
        if (!Asked || Closed)
            return;
        Asked = false;
        On(new SessionEvent.Malformed(fault));
    }

    public void CallOut(long key)
    {
        if (_calling.Add(key))
            On(new SessionEvent.CallOut(key, "Calc", "add", JsonText.Parse("[1]"), 1000, Now));
    }

    public void GiveUp(long key)
    {
        if (_calling.Remove(key))
            On(new SessionEvent.CallGivenUp(key));
    }

    public void On(SessionEvent happened)
    {
        var wasClosed = Closed;
        var (state, effects) = _state.On(happened);
        _state = state;
        Broken(!wasClosed || effects.IsEmpty, "a closed session does something");
        Broken(!wasClosed || Closed, "a closed session is open again");
        _attached |= happened is SessionEvent.Attached && !wasClosed;
        foreach (var effect in effects)
            Check(effect, effects.Any(other => other is SessionEffect.Close));
        var ended = effects.OfType<SessionEffect.Close>().Count();
        Broken(ended == (Closed && !wasClosed ? 1 : 0), "it closes once");
        _kinds.Add($"{happened.GetType().Name}>{string.Join(',', effects.Select(Name).Distinct())}");
        Asked |= !Closed && !_state.Busy;
    }

    /// <summary>Everything that was asked for is done: nothing may be left unanswered.</summary>
    public void Finish()
    {
        if (!Closed)
            Broken(_requests.Values.All(count => count <= 0), "a request has no answer");
    }

    private static string Name(SessionEffect effect) => effect is SessionEffect.Send(var message)
        ? message is Message.Response { Result: var result } ? result.GetType().Name : message.GetType().Name : effect.GetType().Name;

    private void Check(SessionEffect effect, bool closing)
    {
        switch (effect)
        {
            case SessionEffect.Send(var message):
                CheckSent(message, closing);
                break;
            case SessionEffect.Read or SessionEffect.ReadLegacy:
                Broken(_attached, "it serves whom it does not know");
                Broken(!Pending.Any(waits => waits is SessionEffect.Read or SessionEffect.ReadLegacy), "two pages are read at a time");
                Pending.Add(effect);
                break;
            case SessionEffect.Take(var page):
                Broken(_attached, "it takes from whom it does not know");
                Broken(!Pending.Any(waits => waits is SessionEffect.Take), "two pages are recorded at a time");
                Broken(page.Upto.Position >= _taken, "the cursor moves back");
                _taken = page.Upto.Position;
                Pending.Add(effect);
                break;
            case SessionEffect.Attach:
                Broken(!_attached, "it asks twice who that is");
                Pending.Add(effect);
                break;
            case SessionEffect.Call call:
                Broken(_attached, "it calls for whom it does not know");
                Running.Add(call);
                Broken(Running.Count <= _terms.Timing.Calls.Running, "too many methods run");
                break;
            case SessionEffect.CancelCall(var number):
                Broken(Running.Any(call => call.Number == number), "what does not run is cancelled");
                break;
            case SessionEffect.Answered(var key, _):
                Broken(_calling.Remove(key), "a call of ours is answered twice");
                break;
            case SessionEffect.Report(var text):
                Broken(PlainLine.Of(text).Length <= PlainLine.Longest + 1, "a long line");
                break;
        }
    }

    private void CheckSent(Message message, bool closing)
    {
        // What goes out must be what comes in there.
        Broken(MessageCodec.Decode(MessageCodec.Encode(message)) is Decoded.Received, "it sends what no peer reads");
        if (message is Message.Response or Message.Error { Id: not null } || (message is Message.Error && !closing))
        {
            Broken(_attached, "it answers whom it does not know");
            var id = Id(message.Id);
            Broken(_requests.GetValueOrDefault(id) > 0, "an answer to no request");
            _requests[id]--;
            return;
        }
        if (message is Message.Error)
            return;
        LastRequest = long.Parse(Id(message.Id), CultureInfo.InvariantCulture);
        if (message is Message.Sync or Message.LegacySync)
        {
            LastSync = LastRequest;
            if (message is Message.Sync { From: null })
                _taken = Position.Zero;
        }
        else if (message is Message.Noop)
        {
            _noops.Add(LastRequest);
            Broken(_noops.Count <= Window + Fences, "what is unconfirmed is kept without bound");
        }
        else if (message is Message.AddScribes or Message.AddScribe)
        {
            _pushes.Add(LastRequest);
            Broken(_pushes.Count <= Window, "more pushes than the window");
            if (message is Message.AddScribes push)
                Broken(push.Position >= _pushed, "a push goes back");
            _pushed = (message as Message.AddScribes)?.Position ?? _pushed;
        }
    }

    // A push is answered by the answer to it or to a later request; an error of 2010 bears no id.
    private void Acknowledge(JsonText id)
    {
        if (!long.TryParse(id.Utf8, out var number))
            number = _pushes.FirstOrDefault();
        _pushes.RemoveAll(push => push <= number);
        _noops.RemoveAll(noop => noop <= number);
    }

    private bool IsAnswered(Message message) => _legacy
        ? message is Message.LegacySync or Message.AddScribe or Message.Rpc or Message.Noop
        : message is Message.Sync or Message.Ack or Message.AddScribes or Message.Rpc or Message.Noop or Message.Unknown or Message.Hello;

    /// <summary>It was asked to go on from elsewhere.</summary>
    public void Rewound() => _pushed = Position.Zero;

    private static string Id(JsonText? id) => (id ?? JsonText.Null).ToString();

    private static void Broken(bool holds, string what) => BrokenException.Unless(holds, what);
}
