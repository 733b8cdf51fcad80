using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>How far a reader was sent our journal in this session.</summary>
/// <param name="At">The end of the last change set that was sent whole.</param>
/// <param name="Behind">Where the change set after it was sent in part. A new session begins that set again.</param>
internal sealed record PageCursor(Cursor At, Resume? Behind = null);

/// <summary>What goes out in one message.</summary>
/// <param name="Scribes">In order.</param>
/// <param name="Next">Where the reader stands after them.</param>
/// <param name="More">Whether there is more in the journal already.</param>
internal sealed record OutgoingPage(ImmutableArray<WireScribe> Scribes, PageCursor Next, bool More);

/// <summary>Puts together what a version-2 reader is sent of a run of commits. Pure.</summary>
internal static class PageBuilder
{
    /// <summary>A change set that grew above this, in estimated bytes, is not sent as one.</summary>
    public const int SetBytes = 1024 * 1024;

    /// <param name="commits">That follow the cursor without a gap; the first may be the cursor's own.</param>
    /// <param name="more">Whether the journal goes on behind them.</param>
    /// <param name="from">Where the reader stands.</param>
    /// <param name="reader">Who it is.</param>
    /// <param name="now">Records as they are now.</param>
    /// <param name="head">Where the journal ends now, or later.</param>
    /// <param name="targetBytes">A page ends before the unit that brings it above this; it holds at least one.</param>
    public static OutgoingPage Build(
        IEnumerable<JournalEvent.Commit> commits, bool more, PageCursor from, Reader reader,
        Func<RecordKey, StoredRecord> now, Cursor head, int targetBytes)
    {
        var page = ImmutableArray.CreateBuilder<WireScribe>();
        var (at, behind, size) = (from.At, from.Behind, 0);
        foreach (var commit in commits)
            foreach (var set in Sets(commit))
            {
                var end = Position.Of(commit.Sequence, set.End.Value - 1);
                if (end <= from.At.Position)
                    continue;
                foreach (var unit in SendUnit.Of(commit, set, reader, now, behind))
                {
                    if (behind is { } resume && unit.Key.CompareTo(resume.Sent) <= 0)
                        continue;
                    if (page.Count > 0 && size + unit.Bytes > targetBytes)
                        return new(page.DrainToImmutable(), new(at.AsOf(head), behind), true);
                    page.AddRange(unit.Scribes);
                    size += unit.Bytes;
                    behind = new(unit.Key, unit.Split);
                }
                (at, behind) = (at with { Position = end, Mark = commit.Mark }, null);
            }
        return new(page.DrainToImmutable(), new(at.AsOf(head)), more);
    }

    internal static IEnumerable<Range> Sets(JournalEvent.Commit commit)
    {
        var first = 0;
        for (var i = 0; i < commit.Entries.Length; i++)
            if (commit.Entries[i].EndsSet || i == commit.Entries.Length - 1)
            {
                yield return first..(i + 1);
                first = i + 1;
            }
    }
}
