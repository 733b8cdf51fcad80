using Syncro.Compaction;
using Syncro.Settings;

namespace Syncro.Tests.Compaction;

public class RetentionSpecs
{
    private static readonly CompactionSettings Settings = new(null, TimeSpan.Zero, TimeSpan.Zero, 0);

    // Nothing holds it back but its own end.
    private static readonly HeldBack Free = new(Head: 1000, Stored: 1000, Young: 1001, Forgotten: 0, null, null, null);

    [Fact]
    public void The_last_commit_stays_and_so_does_what_the_record_store_lacks()
    {
        Assert.Equal(999, Retention.UpTo(Free, Settings));
        Assert.Equal(699, Retention.UpTo(Free with { Stored = 700 }, Settings));
        Assert.Equal(0, Retention.UpTo(Free with { Head = 0, Stored = 0 }, Settings));
    }

    [Fact]
    public void What_is_young_stays() => Assert.Equal(499, Retention.UpTo(Free with { Young = 500 }, Settings));

    [Fact]
    public void A_client_is_waited_for_until_what_it_lacks_is_old()
    {
        Assert.Equal(299, Retention.UpTo(Free with { Acknowledged = 300 }, Settings));
        Assert.Equal(600, Retention.UpTo(Free with { Acknowledged = 300, Forgotten = 600 }, Settings));
        Assert.Equal(299, Retention.UpTo(Free with { Acknowledged = 300, Forgotten = 200 }, Settings));
        Assert.Equal(499, Retention.UpTo(Free with { Acknowledged = 300, Forgotten = 600, Young = 500 }, Settings));
    }

    [Fact]
    public void Whoever_is_always_waited_for_is_and_so_is_this_program()
    {
        Assert.Equal(99, Retention.UpTo(Free with { Awaited = 100, Forgotten = 600 }, Settings));
        Assert.Equal(0, Retention.UpTo(Free with { Awaited = 0 }, Settings));
        Assert.Equal(49, Retention.UpTo(Free with { Local = 50, Forgotten = 600 }, Settings));
    }

    [Fact]
    public void More_commits_than_are_allowed_go_however_young_and_whoever_lacks_them_save_who_is_always_waited_for()
    {
        var few = Settings with { MaxCommits = 100 };
        Assert.Equal(900, Retention.UpTo(Free with { Young = 1, Acknowledged = 1 }, few));
        Assert.Equal(9, Retention.UpTo(Free with { Young = 1, Awaited = 10 }, few));
        Assert.Equal(999, Retention.UpTo(Free, few));
    }
}
