using Syncro.Clients;
using Syncro.Scribes;
using Xunit;

namespace Syncro.Tests.Peers;

public class CatchUpSpecs
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static Cursor At(long position) => new(new("j"), new(position), "m");

    [Fact]
    public void It_says_how_far_it_is_until_it_is_over()
    {
        var half = CatchUp.Begin(At(100), At(300), Second)!.After(new(200), 7);
        Assert.Equal((new SyncProgress(7, 0.5), false), (half.Progress, half.IsOver));
        var over = half.After(new(320), 3);
        Assert.Equal((new SyncProgress(10, 1), true), (over.Progress, over.IsOver));
    }

    [Fact]
    public void Where_nothing_is_missing_there_is_none()
    {
        Assert.Null(CatchUp.Begin(At(300), At(300), Second));
        Assert.Null(CatchUp.Begin(At(300), null, Second));
        Assert.Equal(Position.Zero, CatchUp.Begin(new(new("another"), new(300), "m"), At(10), Second)!.From);
    }

    [Fact]
    public void Read_again_from_the_beginning_it_begins_there()
    {
        var again = CatchUp.Begin(At(100), At(400), Second)!.After(new(200), 1).After(new(100), 1);
        Assert.Equal(0.25, again.Progress.Fraction);
    }

    [Fact]
    public void Only_one_that_takes_long_is_logged_and_then_its_end_too()
    {
        var begun = CatchUp.Begin(null, At(200), Second)!;
        Assert.Null(begun.After(new(20), 1).Line(new("server"), 5 * Second));
        var half = begun.After(new(100), 1234);
        Assert.Equal("Catching up with server: 1,234 scribes, 50 %", half.Line(new("server"), 6 * Second));
        var logged = half with { Logged = 6 * Second };
        Assert.Null(logged.Line(new("server"), 8 * Second));
        Assert.Equal("Caught up with server: 2,000 scribes in 8 s", logged.After(new(200), 766).Line(new("server"), 9 * Second));
        Assert.Null(begun.After(new(200), 1).Line(new("server"), 2 * Second));
    }
}
