using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Sessions;

/// <summary>Methods of ours that the other side calls, in the machines of both versions.</summary>
public class CallsInSpecs
{
    private static Message.Response Result(long id) => new(JsonText.Of(id), new Result.Value(JsonText.True));

    private static (string, int) Refusal(Conversation session)
    {
        var error = session.Sent.OfType<Message.Error>().Single();
        return (error.Id.ToString()!, error.Code);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_session_is_not_busy_while_a_method_runs_and_answers_come_as_they_are_made(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (slow, fast) = (session.Serve(7), session.Serve(8));
        Assert.False(session.Busy);
        session.Receive(new Message.Noop(JsonText.Of(9)));
        Assert.Equal([Result(9)], session.Sent);
        session.On(new SessionEvent.Called(fast!.Value, Result(8)));
        Assert.Equal([Result(8)], session.Sent);
        session.On(new SessionEvent.Called(slow!.Value, Result(7)));
        Assert.Equal([Result(7)], session.Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Beyond_the_limit_a_call_is_refused_with_429_and_its_id(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (first, _) = (session.Serve(7), session.Serve(8));
        Assert.Null(session.Serve(9));
        Assert.Equal(("9", 429), Refusal(session));
        session.On(new SessionEvent.Called(first!.Value, Result(7)));
        Assert.NotNull(session.Serve(10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_method_that_takes_too_long_is_cancelled_and_its_caller_told_408_and_nothing_after(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (late, other) = (session.Serve(7)!.Value, session.Serve(8)!.Value);
        session.Tick(Conversation.Limits.Timeout - 1);
        Assert.Empty(session.Effects.OfType<SessionEffect.CancelCall>());
        session.On(new SessionEvent.Called(other, Result(8)));
        session.Tick(1);
        Assert.Equal(("7", 408), Refusal(session));
        Assert.Equal([new SessionEffect.CancelCall(late)], session.Effects.OfType<SessionEffect.CancelCall>());
        session.Tick(250);
        Assert.DoesNotContain(session.Sent, message => message is Message.Error);
        session.On(new SessionEvent.Called(late, Result(7)));
        Assert.Empty(session.Effects);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_method_that_is_too_late_keeps_its_place_until_it_ends(int protocol)
    {
        var session = Conversation.Open(protocol);
        var (first, _) = (session.Serve(7)!.Value, session.Serve(8)!.Value);
        session.Tick(Conversation.Limits.Timeout);
        Assert.Equal(2, session.Sent.OfType<Message.Error>().Count());
        Assert.Null(session.Serve(9));
        session.On(new SessionEvent.Called(first, Result(7)));
        Assert.NotNull(session.Serve(10));
    }

    [Fact]
    public void What_is_pushed_while_a_method_runs_is_taken()
    {
        var session = Conversation.Open(2);
        session.Serve(7);
        session.Receive(new Message.AddScribes(JsonText.Of(8), [], new(5), "m"));
        Assert.Single(session.Effects.OfType<SessionEffect.Take>());
    }
}
