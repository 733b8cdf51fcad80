using Syncro.Scribes;
using Syncro.Sessions;

namespace Syncro.Tests.Sessions;

/// <summary>How much a reader is sent at once.</summary>
public class PageCursorSpecs
{
    private static readonly JournalId Journal = new("j");

    private static readonly SessionTiming Timing = new(15_000, 20_000, 48_000, 500, 8, 60_000, new(8, 8, 30_000));

    private static Cursor At(long commit) => new(Journal, Position.Of(commit, 0), $"m{commit}");

    private static OutgoingPage Page(PageCursor from, bool more) =>
        new([], from.Then(At(from.At.Position.Commit + 1), null), more);

    /// <summary>What the session reads next, after it answered so many syncs.</summary>
    private static (Serving Serving, PageCursor Next) Asked(Serving serving, int pages, Cursor from, long apart = 10)
    {
        for (var i = 1; ; i++)
        {
            serving = serving.Asked(JsonText.Of(i), serving.Resume(from, (i * apart) + apart, Timing));
            if (i == pages)
                return (serving, serving.Given!);
            serving = serving.Answered(Page(serving.Given!, more: true), (i * apart) + apart);
            from = serving.Given!.At;
        }
    }

    [Theory]
    [InlineData(1, 1000, 250)]
    [InlineData(2, 1000, 500)]
    [InlineData(3, 1000, 1000)]
    [InlineData(5, 1000, 4000)]
    [InlineData(9, 1000, 4000)]
    [InlineData(5, 512 * 1024, 1024 * 1024)]
    [InlineData(3, 1024 * 1024, 1024 * 1024)]
    [InlineData(1, 1, 1)]
    public void The_pages_of_a_catch_up_grow(int page, int pageSize, int bytes) =>
        Assert.Equal(bytes, Asked(Serving.Nothing, page, At(1)).Next.Bytes(pageSize));

    [Fact]
    public void Over_a_slow_line_they_do_not() =>
        Assert.Equal(250, Asked(Serving.Nothing, 9, At(1), apart: Timing.Silence / 8).Next.Bytes(1000));

    [Fact]
    public void A_push_does_not_and_the_next_catch_up_begins_anew()
    {
        var (serving, last) = Asked(Serving.Nothing, 5, At(1));
        serving = serving.Answered(Page(last, more: false), 0);
        Assert.Equal(1000, serving.Given!.Bytes(1000));
        serving = serving.Read(Page(serving.Given, more: true), null);
        serving = serving.Read(Page(serving.Given!, more: true), null);
        Assert.Equal(1000, serving.Given!.Bytes(1000));
        Assert.Equal(500, Asked(serving, 2, serving.Given.At).Next.Bytes(1000));
        Assert.Equal(250, Asked(Asked(serving, 3, At(1)).Serving, 1, At(1)).Next.Bytes(1000));
    }
}
