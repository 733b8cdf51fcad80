using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>
/// The last pages of what every leaf may read. A leaf that stands where another stood is given the page that was read for
/// that one, as long as the journal has not moved: many that follow it cost one reading. Whatever depends on who reads is
/// read for each.
/// </summary>
internal sealed class CommonPages
{
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private readonly Queue<Common> _pages = new(Kept);
    private JournalRef? _last;
    private bool _alone;

    private sealed record Common(
        PageCursor From, Classes Classes, Cursor Head, ImmutableHashSet<JournalRef> Origins, OutgoingPage Page);

    /// <summary>How often a page was there already.</summary>
    public int Used { get; private set; }

    /// <summary>What the reader is sent from there, where it is what another was sent.</summary>
    /// <param name="from">Where it stands; of our history.</param>
    /// <param name="reader">Who it is.</param>
    /// <param name="head">Where our journal ends now.</param>
    public OutgoingPage? Find(PageCursor from, Reader reader, Cursor head)
    {
        if (!IsAnyLeaf(reader))
            return null;
        lock (_gate)
        {
            (_alone, _last) = (_last == reader.Journal, reader.Journal);
            foreach (var common in _pages)
                if (common.Head == head && common.From == from && common.Classes.Equals(reader.Classes)
                    && !common.Origins.Contains(reader.Journal))
                {
                    Used++;
                    return common.Page;
                }
            return null;
        }
    }

    /// <summary>The page that was read for one reader; kept, and written but once, where others would be sent the same.</summary>
    /// <param name="from">Where it stood.</param>
    /// <param name="reader">Who it is.</param>
    /// <param name="head">Where our journal ended, before it was read and after.</param>
    /// <param name="commits">What it was read of.</param>
    /// <param name="now">Its records as they are now.</param>
    /// <param name="page">What it is sent.</param>
    public OutgoingPage Keep(
        PageCursor from, Reader reader, Cursor head, IReadOnlyList<JournalEvent.Commit> commits,
        Func<RecordKey, StoredRecord> now, OutgoingPage page)
    {
        // One who asks again and again with nobody between has nobody to share with.
        if (_alone || page.More || page.Scribes.IsEmpty || !IsAnyLeaf(reader))
            return page;
        var entries = commits.SelectMany(commit => commit.Entries.Where((_, i) => Position.Of(commit.Sequence, i) > from.At.Position)).ToList();
        var origins = entries.Select(entry => entry.From).OfType<JournalRef>().ToImmutableHashSet();
        if (origins.Contains(reader.Journal) || !entries.TrueForAll(entry => Outgoing.IsCommon(entry, reader, now)))
            return page;
        var common = page with { Written = new(() => ResultWriter.Text(page.Scribes)) };
        lock (_gate)
        {
            if (_pages.Count == Kept)
                _pages.Dequeue();
            _pages.Enqueue(new(from, reader.Classes, head, origins, common));
        }
        return common;
    }

    // A relay is sent what it must pass on, and who lost something, what it has lost.
    private static bool IsAnyLeaf(Reader reader) => reader is { Relay: false, Own: false, OnlyOurs: false };
}
