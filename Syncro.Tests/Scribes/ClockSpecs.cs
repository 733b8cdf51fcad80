using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Syncro.Scribes;

namespace Syncro.Tests.Scribes;

public class ClockSpecs
{
    private static readonly Gen<long> Times = Gen.Choose(0, int.MaxValue).Select(t => (long)t << 10);

    [Property(MaxTest = 500)]
    public Property A_clock_moves_on_whatever_the_wall_clock_does() => Prop.ForAll(Times.ArrayOf(9).ToArbitrary(), times =>
    {
        var clock = default(Clock);
        return times.All(now =>
        {
            var before = clock;
            clock = clock.Tick(now);
            return clock.Last > before.Last && clock.Last >= (ulong)now << 16;
        });
    });

    [Property(MaxTest = 500)]
    public Property A_clock_that_saw_a_stamp_ticks_past_it() => Prop.ForAll(
        Generators.Stamps.ToArbitrary(), Times.Two().ToArbitrary(), (stamp, times) =>
        {
            var clock = default(Clock).Tick(times.Item1);
            var seen = clock.Observe(stamp);
            return seen.Last >= clock.Last && seen.Tick(times.Item2).Last > stamp.Time;
        });

    [Fact]
    public void A_stamp_tells_how_far_it_is_ahead() =>
        Assert.Equal(500, Clock.Ahead(new Stamp((1500ul << 16) + 7, "a"), 1000));
}
