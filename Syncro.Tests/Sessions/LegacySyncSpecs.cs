using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Sessions;

/// <summary>A peer of 2010 that asks at an awkward time, or without end.</summary>
public class LegacySyncSpecs
{
    private static LegacyPage Page(int commit, int scribes = 1) => new(
        [.. Enumerable.Range(0, scribes).Select(i => new WireScribe(
            LegacyId.Of(Position.Of(commit, i), "m"), Scribe.Change.Destroy(new("Note", RecordId.Of(i)), Stamp.None), true))],
        new(new(new("j1"), Position.Of(commit, Math.Max(0, scribes - 1)), "m"), null, Position.Zero, false, LegacyHolds.AsTheLogSays), false, []);

    private static Conversation Synced()
    {
        var session = Conversation.Open(1);
        session.Receive(new Message.LegacySync(JsonText.Of(1), null));
        session.On(new SessionEvent.LegacyPageRead(Page(1, 0), session.Now));
        session.On(new SessionEvent.LegacyPageRead(Page(1, 0), session.Now));
        return session;
    }

    [Fact]
    public void A_sync_that_comes_while_the_log_is_read_for_a_push_is_answered_from_its_own_cursor()
    {
        var session = Synced();
        session.On(new SessionEvent.HeadMoved(Cursor.Start(new("j1"))));
        Assert.Single(session.Effects.OfType<SessionEffect.ReadLegacy>());
        // It was asked for before the log was read, and comes now.
        session.Receive(new Message.LegacySync(JsonText.Of(7), JsonText.OfString("theirs")));
        Assert.Empty(session.Effects);
        session.On(new SessionEvent.LegacyPageRead(Page(2), session.Now));
        Assert.Empty(session.Sent);
        var read = Assert.Single(session.Effects.OfType<SessionEffect.ReadLegacy>());
        Assert.Equal(JsonText.OfString("theirs"), read.From.Id);
        session.On(new SessionEvent.LegacyPageRead(Page(2, 20), session.Now));
        var answer = Assert.IsType<Message.Response>(session.Sent.First());
        Assert.Equal(JsonText.Of(7), answer.Id);
        Assert.Equal(20, ((Result.LegacyPage)answer.Result).Scribes.Length);
        Assert.Empty(session.Sent.OfType<Message.AddScribe>());
    }

    [Fact]
    public void Answers_that_it_does_not_confirm_are_kept_up_to_a_bound()
    {
        var session = Synced();
        for (var syncs = 0; syncs < 100 && !session.Closed; syncs++)
        {
            session.Receive(new Message.LegacySync(JsonText.Of(syncs), null));
            if (session.Closed)
                break;
            session.On(new SessionEvent.LegacyPageRead(Page(2, 20), session.Now));
            if (session.Effects.OfType<SessionEffect.ReadLegacy>().Any())
                session.On(new SessionEvent.LegacyPageRead(Page(2, 0), session.Now));
        }
        Assert.True(session.Closed);
        Assert.Contains(session.Effects, effect => effect is SessionEffect.Close { Fault.Code: Code.TooMany });
    }
}
