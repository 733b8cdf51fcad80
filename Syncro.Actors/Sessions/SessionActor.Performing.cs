using Akka.Actor;
using Akka.Event;
using Syncro.Clients;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <content>Does what the state says.</content>
internal sealed partial class SessionActor
{
    private void Perform(SessionEffect effect)
    {
        switch (effect)
        {
            case SessionEffect.Send(var message):
                _sending |= !_link.Send(message);
                break;
            case SessionEffect.Attach attach:
                _peer = attach.Peer;
                Attach(attach).PipeTo(Self);
                break;
            case SessionEffect.Read(var from, var reader):
                _pages.ReadAsync(from, reader).PipeTo(Self, success: page => new PageRead(page, reader));
                break;
            case SessionEffect.ReadLegacy read:
                Pages.Of(_space).ReadLegacyAsync(read).PipeTo(Self, success: page =>
                {
                    _space.Metrics.Sent(page.Scribes.Length);
                    return new Happened(new SessionEvent.LegacyPageRead(page, Now));
                });
                break;
            case SessionEffect.Take(var page):
                Receiving.TakeAsync(_space, page, () => Now).PipeTo(Self, success: happened => new Happened(happened));
                break;
            case SessionEffect.Acknowledge(var position):
                _space.Clients.Tell(new ClientCommand.Acknowledge(
                    _peer!.Value.Client, new ClientEvent.Acknowledged(_peer.Value.Journal, position)));
                break;
            case SessionEffect.Told(var head):
                _space.Clients.Tell(new ClientCommand.Told(_peer!.Value.Client, head));
                break;
            case SessionEffect.Report(var text):
                Report(text);
                break;
            case SessionEffect.Call call:
                _calls.RunAsync(call, _state is LegacySession).PipeTo(Self, success: result => new Happened(result));
                break;
            case SessionEffect.CancelCall(var number):
                _calls.Cancel(number);
                break;
            case SessionEffect.Answered answered:
                _calls.Answer(answered);
                break;
            case SessionEffect.Agree(var features):
                _link.Use(features);
                break;
            case SessionEffect.Ready:
                _ready = true;
                _space.Metrics.SessionOpened();
                _space.Reported.Forget(_peer!.Value.Client);
                Context.Parent.Tell(new InSession());
                _logger.Info("In session with {0}", _peer?.Client);
                foreach (var place in _calls.Open())
                    Self.Tell(place);
                break;
            case SessionEffect.Close(var fault):
                _calls.End();
                _end = new(fault.Code, fault.Text);
                _link.Finish(fault);
                break;
        }
    }

    private async Task<Happened> Attach(SessionEffect.Attach attach)
    {
        var peer = attach.Peer;
        var seen = attach.TheirSeen is { } ours && ours.Journal == _terms.Journal ? ours.Position : Position.Zero;
        var claim = new Claim(peer.Journal, _terms.Dials, attach.Head, seen);
        var reply = await _space.Clients.Ask<object>(
            new ClientCommand.Attach(peer.Client, Self, claim, _space.Log.State.Taken.GetValueOrDefault(peer)),
            _space.AskTimeout).ConfigureAwait(false);
        if (reply is not KnownPeer known)
            return new(new SessionEvent.Failed((Fault)reply));
        if (!_terms.Dials && attach.Head is not null && !_terms.Access.Relay(peer.Client))
            await SettleAsync().ConfigureAwait(false);
        var knowsUs = attach.TheirSeen is not { } theirSeen || await _space.Log.KnowsAsync(theirSeen, known.Acknowledged).ConfigureAwait(false);
        var state = _space.Log.State;
        known = known.Or(state.Taken.GetValueOrDefault(peer)) with { TheyKnowUs = knowsUs };
        return new(new SessionEvent.Attached(known, state.Head, Now));
    }

    private void Report(string told)
    {
        // Much of it was said by the other side.
        var text = PlainLine.Of(told);
        var client = _peer?.Client ?? _terms.Peer;
        if (client is { } known)
            _space.Clients.Tell(new ClientCommand.Report(known, text));
        var whom = client?.Value ?? "an unknown caller";
        if (_space.Reported.IsNew(client, text, Now))
            _logger.Warning("Session with {0}: {1}", whom, text);
        else
            _logger.Debug("Session with {0}: {1}", whom, text);
    }

    // What the client's last session left to be recorded comes first: a withdraw may not say that less of it was taken than
    // the scribe that it answers. Where the journal can't record, it has nothing left.
    private async Task SettleAsync()
    {
        try
        {
            await _space.RecordAsync(new ChangeSet.Reassign([]), default).ConfigureAwait(false);
        }
        catch (JournalUnavailableException)
        {
            _logger.Debug("The journal records nothing now");
        }
    }
}
