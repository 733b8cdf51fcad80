using Syncro.Compaction;

namespace Syncro.Tests.Compaction;

public class CompactionTimerSpecs
{
    private static readonly TimeSpan Three = TimeSpan.FromHours(3);

    private static DateTimeOffset At(int day, int hour, int minute = 0) => new(2026, 3, day, hour, minute, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData(2, 59, false)]
    [InlineData(3, 0, true)]
    [InlineData(20, 0, true)]
    public void It_is_due_from_the_time_of_the_day_on(int hour, int minute, bool due) =>
        Assert.Equal(due, CompactionTimer.IsDue(At(5, hour, minute), Three, At(4, 3, 1), At(1, 0)));

    [Fact]
    public void It_is_due_once_a_day()
    {
        Assert.False(CompactionTimer.IsDue(At(5, 20), Three, At(5, 3), At(1, 0)));
        Assert.True(CompactionTimer.IsDue(At(6, 3), Three, At(5, 3), At(1, 0)));
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void A_peer_that_was_down_then_does_it_some_minutes_after_its_start(int minutes, bool due) =>
        Assert.Equal(due, CompactionTimer.IsDue(At(5, 9, minutes), Three, DateTimeOffset.MinValue, At(5, 9)));
}
