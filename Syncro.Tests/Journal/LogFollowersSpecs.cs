using Microsoft.Extensions.Time.Testing;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Journal;

/// <summary>When those who follow the log are told that it moved.</summary>
public sealed class LogFollowersSpecs : Akka.TestKit.Xunit2.TestKit
{
    // 50 of them are told again after 5 ms.
    private const int Many = 50;

    private readonly FakeTimeProvider _time = new();

    private static Cursor At(long position) => Cursor.Start(new("j1")) with { Position = new(position) };

    private LogFollowers Followers(int count)
    {
        var followers = new LogFollowers(_time);
        followers.Add(TestActor);
        for (var i = 1; i < count; i++)
            followers.Add(CreateTestProbe());
        return followers;
    }

    [Fact]
    public void A_few_are_told_at_once()
    {
        using var followers = Followers(9);
        for (var i = 1; i <= 3; i++)
        {
            followers.Tell(At(i));
            Assert.Equal(At(i), ExpectMsg<HeadMoved>().Head);
        }
    }

    [Fact]
    public void Many_are_told_at_once_and_then_of_all_that_came_meanwhile_together()
    {
        using var followers = Followers(Many);
        followers.Tell(At(1));
        Assert.Equal(At(1), ExpectMsg<HeadMoved>().Head);
        followers.Tell(At(2));
        followers.Tell(At(3));
        _time.Advance(TimeSpan.FromMilliseconds(4));
        ExpectNoMsg(50);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(At(3), ExpectMsg<HeadMoved>().Head);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        ExpectNoMsg(50);
        followers.Tell(At(4));
        Assert.Equal(At(4), ExpectMsg<HeadMoved>().Head);
    }

    [Fact]
    public void Who_left_is_not_told_of_what_waited()
    {
        using var followers = Followers(Many);
        followers.Tell(At(1));
        ExpectMsg<HeadMoved>();
        followers.Tell(At(2));
        followers.Remove(TestActor);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        ExpectNoMsg(50);
    }
}
