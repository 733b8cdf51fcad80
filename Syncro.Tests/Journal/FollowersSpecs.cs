using Akka.Actor;
using Akka.TestKit;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Journal;

/// <summary>Who is told of a new head, and when.</summary>
public sealed class FollowersSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan Still = TimeSpan.FromMilliseconds(200);

    private static HeadMoved News(long commit) => new(new(new("j"), Position.Of(commit, 0), $"m{commit}"));

    private TestProbe[] Follow(Followers followers, int count)
    {
        var probes = Enumerable.Range(0, count).Select(_ => CreateTestProbe()).ToArray();
        foreach (var probe in probes)
            followers.Follow(probe);
        return probes;
    }

    [Fact]
    public void Few_are_told_at_once()
    {
        var followers = new Followers(TimeProvider.System, rate: 1, burst: 3);
        var probes = Follow(followers, 3);
        followers.Tell(News(1));
        foreach (var probe in probes)
            probe.ExpectMsg(News(1));
    }

    [Fact]
    public void Of_many_each_is_told_in_its_turn_of_what_is_newest_then()
    {
        var followers = new Followers(TimeProvider.System, rate: 2, burst: 1);
        var probes = Follow(followers, 3);
        followers.Tell(News(1));
        probes[0].ExpectMsg(News(1));
        followers.Follow(probes[0]);
        followers.Tell(News(2));
        probes[1].ExpectMsg(News(2));
        probes[2].ExpectMsg(News(2));
        probes[0].ExpectMsg(News(2));
        foreach (var probe in probes)
            probe.ExpectNoMsg(Still);
    }

    [Fact]
    public void Who_left_is_told_no_more_and_takes_nobodys_turn()
    {
        var followers = new Followers(TimeProvider.System, rate: 2, burst: 1);
        var probes = Follow(followers, 3);
        followers.Tell(News(1));
        probes[0].ExpectMsg(News(1));
        followers.Leave(probes[1]);
        probes[2].ExpectMsg(News(1));
        probes[1].ExpectNoMsg(Still);
    }

    [Fact]
    public void Who_does_not_ask_again_takes_no_turn_and_misses_nothing_by_it()
    {
        var followers = new Followers(TimeProvider.System, rate: 1, burst: 3);
        var probes = Follow(followers, 2);
        followers.Tell(News(1));
        probes[0].ExpectMsg(News(1));
        probes[1].ExpectMsg(News(1));
        followers.Follow(probes[1]);
        followers.Tell(News(2));
        followers.Tell(News(3));
        probes[1].ExpectMsg(News(2));
        probes[0].ExpectNoMsg(Still);
        followers.Follow(probes[0]);
        probes[0].ExpectMsg(News(3));
    }

    [Fact]
    public async Task Many_heads_soon_after_each_other_are_told_within_the_rate_and_the_last_reaches_everyone()
    {
        const int Rate = 200;
        var followers = new Followers(TimeProvider.System, Rate, burst: 10);
        var told = 0;
        var last = new TaskCompletionSource();
        var reached = 0;
        void Count(IActorRef self, Cursor head)
        {
            Interlocked.Increment(ref told);
            followers.Follow(self);
            if (head == News(100).Head && Interlocked.Increment(ref reached) == 50)
                last.TrySetResult();
        }
        for (var i = 0; i < 50; i++)
            followers.Follow(Sys.ActorOf(Props.Create<Counting>((Action<IActorRef, Cursor>)Count)));
        var began = TimeProvider.System.GetTimestamp();
        for (var commit = 1; commit <= 100; commit++)
        {
            followers.Tell(News(commit));
            await Task.Delay(5);
        }
        await last.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        Assert.InRange(told, 50, (int)((Rate * seconds) + 10));
    }

    private sealed class Counting : ReceiveActor
    {
        public Counting(Action<IActorRef, Cursor> count) => Receive<HeadMoved>(moved => count(Self, moved.Head));
    }
}
