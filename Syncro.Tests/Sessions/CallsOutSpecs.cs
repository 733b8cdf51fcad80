using System.Collections.Immutable;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Sessions;

/// <summary>Calls of ours, in the machines of both versions.</summary>
public class CallsOutSpecs
{
    private static readonly CallOutcome Five = new CallOutcome.Returned(JsonText.Of(5));

    private static Message.Response Answer(long? id, int value = 5) =>
        new Message.Response(JsonText.Of(id!.Value), new Result.Value(JsonText.Of(value)));

    private static Message.Error Error(long? id, int code) =>
        new(id is { } number ? JsonText.Of(number) : null, code, "no");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Answers_go_to_who_asked_in_any_order(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (first, second) = (session.Call(10), session.Call(20));
        Assert.NotEqual(first, second);
        session.Receive(Answer(second));
        Assert.Equal([(20, Five)], session.Outcomes);
        session.Receive(Answer(first, 7));
        Assert.Equal([(10, new CallOutcome.Returned(JsonText.Of(7)))], session.Outcomes);
        session.Receive(Answer(first));
        Assert.Empty(session.Effects);
        Assert.False(session.Closed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Before_the_session_is_open_nothing_is_sent(int protocol)
    {
        var session = Conversation.Connecting(protocol);
        Assert.Null(session.Call(10));
        Assert.Equal([(10, new CallOutcome.NotConnected())], session.Outcomes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void An_error_answers_the_call_that_it_names_and_the_session_goes_on(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (_, second) = (session.Call(10), session.Call(20));
        session.Receive(Error(second, 405));
        Assert.Equal([(20, new CallOutcome.Refused(405, "no"))], session.Outcomes);
        Assert.False(session.Closed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(99L)]
    public void An_error_for_no_call_ends_a_version_2_session(long? id)
    {
        var session = Conversation.Open(2);
        session.Call(10);
        session.Receive(Error(id, 405));
        Assert.True(session.Closed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_call_that_is_too_late_is_told_so_once_and_keeps_its_place_until_it_is_answered(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (late, other) = (session.Call(10, timeout: 1000), session.Call(20, timeout: 5000));
        session.Tick(999);
        Assert.Empty(session.Outcomes);
        session.Tick(1);
        Assert.Equal([(10, new CallOutcome.NoAnswer())], session.Outcomes);
        session.Tick(250);
        Assert.Empty(session.Outcomes);
        Assert.Null(session.Call(30));
        Assert.IsType<CallOutcome.NotSent>(Assert.Single(session.Outcomes).Item2);
        session.Receive(Answer(late));
        Assert.Empty(session.Outcomes);
        Assert.NotNull(session.Call(30));
        session.Receive(Answer(other));
        Assert.Equal([(20, Five)], session.Outcomes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Neither_an_answer_nor_an_error_to_a_call_given_up_does_anything(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (first, second) = (session.Call(10), session.Call(20));
        session.On(new SessionEvent.CallGivenUp(10));
        session.On(new SessionEvent.CallGivenUp(20));
        session.Receive(Error(first, 408));
        Assert.Empty(session.Effects);
        session.Receive(Answer(second));
        Assert.Empty(session.Effects);
        session.Tick(60_000 - Conversation.Silence);
        Assert.Empty(session.Outcomes);
    }

    [Fact]
    public void A_call_above_one_frame_goes_to_version_2_alone()
    {
        var args = $"[\"{new string('x', Frames.MaxBody)}\"]";
        Assert.NotNull(Conversation.Open(2).Call(10, args: args));
        var legacy = Conversation.Open(1);
        Assert.Null(legacy.Call(10, args: args));
        Assert.Contains($"{Frames.MaxBody}", ((CallOutcome.NotSent)legacy.Outcomes.Single().Item2).Why, StringComparison.Ordinal);
        Assert.NotNull(legacy.Call(20));
    }

    [Fact]
    public void What_a_method_answers_is_kept_as_sent_though_it_looks_like_an_answer_to_a_push()
    {
        var session = Conversation.Open(2);
        var json = JsonText.Parse("""{"position":1.0e0}""");
        session.Receive(new Message.Response(JsonText.Of(session.Call(10)!.Value), new Result.Pushed(new(1), []) { AsSent = json }));
        Assert.Equal([(10, new CallOutcome.Returned(json))], session.Outcomes);
    }

    /// <summary>Pushes one scribe to a peer of 2010; the number of the request.</summary>
    private static long Push(Conversation session)
    {
        var key = new RecordKey("Note", RecordId.Of("n1"));
        var id = LegacyId.Of(Position.Of(1, 0), "m");
        session.On(new SessionEvent.HeadMoved(Cursor.Start(new("j1"))));
        session.On(new SessionEvent.LegacyPageRead(new(
            [new WireScribe(id, Scribe.Change.Destroy(key, Stamp.None), true)],
            new(new(new("j1"), Position.Of(1, 0), "m"), null, Position.Zero, false, LegacyHolds.AsTheLogSays), false, []), session.Now));
        return long.Parse(session.Sent.OfType<Message.AddScribe>().Single().Id!.Value.ToString(), null);
    }

    private static Conversation Synced()
    {
        var session = Conversation.Open(1);
        session.Receive(new Message.LegacySync(JsonText.Of(1), null));
        session.On(new SessionEvent.LegacyPageRead(new(
            [], new(Cursor.Start(new("j1")), null, Position.Zero, false, LegacyHolds.AsTheLogSays), false, []), session.Now));
        session.Receive(Answer(long.Parse(session.Sent.OfType<Message.Noop>().Single().Id!.Value.ToString(), null)));
        session.On(new SessionEvent.LegacyPageRead(new(
            [], new(Cursor.Start(new("j1")), null, Position.Zero, false, LegacyHolds.AsTheLogSays), false, []), session.Now));
        return session;
    }

    [Fact]
    public void An_error_of_2010_is_for_the_oldest_request_be_it_a_call_or_a_push()
    {
        var session = Synced();
        session.Call(10);
        Push(session);
        session.Call(20);
        session.Receive(Error(null, 404));
        Assert.Equal([(10, new CallOutcome.Refused(404, "no"))], session.Outcomes);
        session.Receive(Error(null, 403));
        Assert.Empty(session.Outcomes);
        Assert.Single(session.Effects.OfType<SessionEffect.Acknowledge>());
        session.Receive(Error(null, 405));
        Assert.Equal([(20, new CallOutcome.Refused(405, "no"))], session.Outcomes);
    }

    [Fact]
    public void The_error_of_a_call_given_up_is_not_taken_for_the_push_after_it()
    {
        var session = Synced();
        session.Call(10);
        session.On(new SessionEvent.CallGivenUp(10));
        Push(session);
        session.Receive(Error(null, 404));
        Assert.Empty(session.Effects);
    }

    [Fact]
    public void Once_2010_answered_a_later_request_a_call_given_up_has_no_answer_to_come()
    {
        var session = Synced();
        session.Call(10);
        session.On(new SessionEvent.CallGivenUp(10));
        session.Receive(Answer(Push(session)));
        session.Call(20);
        session.Receive(Error(null, 405));
        Assert.Equal([(20, new CallOutcome.Refused(405, "no"))], session.Outcomes);
    }
}
