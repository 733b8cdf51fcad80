using System.Buffers;
using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>Where a version-1 peer goes on reading our journal.</summary>
/// <param name="At">How far it was sent our journal in this session; null: <paramref name="Id"/> says.</param>
/// <param name="Id">The id in its <c>sync</c>; null, or not of our history: from the beginning.</param>
/// <param name="Unsure">
/// Up to there its cursor alone says what it holds. It may hold less: what was gone when its create was due, or what it
/// destroyed itself. So a change goes as the whole record, and a destroy behind a bare create.
/// </param>
/// <param name="Missing">
/// Records that it doesn't hold although the log says that it could: too large for a frame, or gone when their create
/// was due.
/// </param>
internal sealed record LegacyFrom(Cursor? At, JsonText? Id, Position Unsure, ImmutableHashSet<RecordKey> Missing);

/// <summary>What goes to a version-1 peer.</summary>
/// <param name="Scribes">In its form, with our ids.</param>
/// <param name="Next">Where it stands after them.</param>
/// <param name="More">Whether there is more in the journal already.</param>
/// <param name="HeldBack">Records of which a scribe can't fit a frame.</param>
internal sealed record LegacyPage(
    ImmutableArray<WireScribe> Scribes, LegacyFrom Next, bool More, ImmutableArray<RecordKey> HeldBack)
{
    /// <summary>A scribe above this, in bytes, fits no frame with its envelope.</summary>
    public const int MaxScribe = 65_000;

    // Of a create without attributes: a class name and an id, escaped, at most.
    private const int Bare = 4096;

    /// <summary>
    /// Puts together what a version-1 peer is sent of a run of commits. Only what is visible crosses, and never an
    /// update or a destroy of a record that it was not sent: it would raise there.
    /// </summary>
    /// <param name="commits">That follow the cursor without a gap; the first may be the cursor's own.</param>
    /// <param name="more">Whether the journal goes on behind them.</param>
    /// <param name="from">Where it stands.</param>
    /// <param name="reader">Who it is.</param>
    /// <param name="now">Records as they are now.</param>
    /// <param name="maxBytes">Of all scribes together.</param>
    /// <param name="maxScribes">Of them, at least 1.</param>
    public static LegacyPage Build(
        IEnumerable<JournalEvent.Commit> commits, bool more, LegacyFrom from, Reader reader,
        Func<RecordKey, StoredRecord> now, int maxBytes, int maxScribes)
    {
        var scribes = ImmutableArray.CreateBuilder<WireScribe>();
        var heldBack = ImmutableArray.CreateBuilder<RecordKey>();
        var (at, missing, sent, size) = (from.At!, from.Missing.ToBuilder(), new HashSet<RecordKey>(), 0);
        LegacyPage Page(bool behind) => new(
            scribes.DrainToImmutable(), new(at, null, from.Unsure, missing.ToImmutable()), behind,
            heldBack.DrainToImmutable());
        foreach (var commit in commits)
            for (var i = 0; i < commit.Entries.Length; i++)
            {
                var position = Position.Of(commit.Sequence, i);
                if (position <= at.Position)
                    continue;
                var (entry, id) = (commit.Entries[i], LegacyId.Of(position, commit.Mark));
                var (key, lacked) = (entry.Body.Record, entry.Body.Record is { } record && missing.Contains(record));
                var sure = position > from.Unsure || (key is { } known && sent.Contains(known));
                if (reader.Takes(entry) && LegacyOutgoing.Of(entry, reader, now, missing, sure) is { } scribe)
                {
                    var bytes = Size(id, scribe);
                    var bare = LegacyOutgoing.Before(entry, scribe, sure);
                    if (bytes > MaxScribe)
                        HoldBack(scribe, missing, heldBack);
                    else if (scribes.Count >= maxScribes || size + bytes + (bare is null ? 1 : Bare) > maxBytes)
                    {
                        if (lacked)
                            missing.Add(key!.Value);
                        return Page(behind: true);
                    }
                    else
                    {
                        // With the id of what came before: a cursor there comes to the destroy again.
                        if (bare is not null)
                            scribes.Add(new(LegacyId.Of(at.Position, at.Mark), bare, true));
                        scribes.Add(new(id, scribe, true));
                        size += bytes + (bare is null ? 1 : Bare);
                        if (key is { } told)
                            sent.Add(told);
                    }
                }
                at = at with { Position = position, Mark = commit.Mark };
            }
        return Page(more);
    }

    private static void HoldBack(
        Scribe scribe, ImmutableHashSet<RecordKey>.Builder missing, ImmutableArray<RecordKey>.Builder heldBack)
    {
        if (scribe is not Scribe.Change change)
            return;
        heldBack.Add(change.Key);
        if (change.Kind == ChangeType.Create)
            missing.Add(change.Key);
    }

    private static int Size(JsonText id, Scribe scribe)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ScribeJson.WriteLegacy(buffer, id, scribe);
        return buffer.WrittenCount;
    }
}
