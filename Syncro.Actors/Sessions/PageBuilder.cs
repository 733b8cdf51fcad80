using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>How far a reader was sent our journal in this session.</summary>
/// <param name="At">The end of the last change set that was sent whole.</param>
/// <param name="Behind">Where the change set after it was sent in part. A new session begins that set again.</param>
/// <param name="Nth">Which page of a catch-up is next, up to where they grow no more; 0 where a push is.</param>
internal sealed record PageCursor(Cursor At, Resume? Behind = null, int Nth = 0)
{
    // Page 1 is a quarter of the page size, page 5 four times it: what each costs by itself is little beside what that holds.
    private const int First = 4, Grown = 5;

    /// <summary>
    /// What the next page is to hold. A reader that asks for page after page is given larger ones, each twice the one before it;
    /// one that asks once, or reads nothing, costs no more than a small one.
    /// </summary>
    /// <param name="pageSize">Bytes of a push.</param>
    public int Bytes(int pageSize) =>
        Nth == 0 ? pageSize : (int)Math.Clamp((long)pageSize / First << (Nth - 1), 1, PageBuilder.SetBytes);

    /// <summary>The page behind this one.</summary>
    public PageCursor Then(Cursor at, Resume? behind) => new(at, behind, Nth == 0 ? 0 : Math.Min(Nth + 1, Grown));
}

/// <summary>What goes out in one message.</summary>
/// <param name="Scribes">In order.</param>
/// <param name="Next">Where the reader stands after them.</param>
/// <param name="More">Whether there is more in the journal already.</param>
internal sealed record OutgoingPage(ImmutableArray<WireScribe> Scribes, PageCursor Next, bool More)
{
    /// <summary>The scribes as they are written, where others are sent the same.</summary>
    public Lazy<JsonText>? Written { get; init; }
}

/// <summary>Puts together what a version-2 reader is sent of a run of commits. Pure.</summary>
internal static class PageBuilder
{
    /// <summary>A change set that grew above this, in estimated bytes, is not sent as one.</summary>
    public const int SetBytes = 1024 * 1024;

    /// <param name="served">What follows where the reader stands.</param>
    /// <param name="from">Where it stands.</param>
    /// <param name="reader">Who it is.</param>
    /// <param name="now">Records as they are now.</param>
    /// <param name="head">Where the journal ends now, or later.</param>
    /// <param name="targetBytes">A page ends before the unit that brings it above this; it holds at least one.</param>
    public static OutgoingPage Build(
        Served served, PageCursor from, Reader reader, Func<RecordKey, StoredRecord> now, Cursor head, int targetBytes)
    {
        var page = ImmutableArray.CreateBuilder<WireScribe>();
        var (at, behind, size) = (from.At, from.Behind, 0);
        PageCursor Next(bool cut) => from.Then(
            (served.OfState || (cut && served.IsState)) && !Planted.Is(Bug.GoesOnByTheLogFromWithinTheState)
                ? at.OfState(head) : at.AsOf(head), behind);
        foreach (var set in served.Sets)
        {
            if (set.End <= from.At.Position)
                continue;
            // What was sent in part may have changed since, and come later.
            behind = behind?.Of == set.End ? behind : null;
            foreach (var unit in SendUnit.Of(set, reader, now, behind))
            {
                if (behind is { } resume && unit.Key.CompareTo(resume.Sent) <= 0)
                    continue;
                if (page.Count > 0 && size + unit.Bytes > targetBytes)
                    return new(page.DrainToImmutable(), Next(cut: true), true);
                foreach (var wire in unit.Scribes)
                    page.Add(served.IsState && wire.Scribe is Scribe.Change ? wire with { EndsSet = (page.Count + 1) % served.SetScribes == 0 } : wire);
                size += unit.Bytes;
                behind = new(unit.Key, unit.Split, set.End);
            }
            (at, behind) = (at with { Position = set.End, Mark = set.Mark }, null);
        }
        (at, behind) = (served.End ?? at, null);
        return new(page.DrainToImmutable(), Next(cut: false), served.More);
    }
}
