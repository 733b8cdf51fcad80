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
/// <param name="Fresh">Whether it named no cursor when the session began: it was sent nothing before.</param>
/// <param name="Holds">What it holds.</param>
internal sealed record LegacyFrom(Cursor? At, JsonText? Id, Position Unsure, bool Fresh, LegacyHolds Holds);

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
    /// <param name="served">What follows where it stands.</param>
    /// <param name="from">Where it stands.</param>
    /// <param name="reader">Who it is.</param>
    /// <param name="now">Records as they are now.</param>
    /// <param name="head">Where the journal ends now, or later.</param>
    /// <param name="maxBytes">Of all scribes together.</param>
    /// <param name="maxScribes">Of them, at least 1.</param>
    public static LegacyPage Build(
        Served served, LegacyFrom from, Reader reader, Func<RecordKey, StoredRecord> now, Cursor head, int maxBytes, int maxScribes)
    {
        var scribes = ImmutableArray.CreateBuilder<WireScribe>();
        var heldBack = ImmutableArray.CreateBuilder<RecordKey>();
        var (at, holds, sent, size) = (from.At!, from.Holds.ToBuilder(), new HashSet<RecordKey>(), 0);
        LegacyPage Page(bool behind, bool cut) => new(
            scribes.DrainToImmutable(), new(served.OfState || (cut && served.IsState) ? at.OfState(head) : at, null, from.Unsure, from.Fresh, holds.ToImmutable()), behind,
            heldBack.DrainToImmutable());
        foreach (var set in served.Sets)
            for (var i = 0; i < set.Entries.Length; i++)
            {
                var position = set.At(i);
                if (position <= at.Position)
                    continue;
                var (entry, id) = (set.Entries.Span[i], LegacyId.Of(position, set.Mark));
                var key = entry.Body.Record;
                var sure = key is { } one
                    ? !holds.Doubts(one) && !served.IsState && (position > from.Unsure || sent.Contains(one)) : position > from.Unsure;
                if (reader.Takes(entry) && LegacyOutgoing.Of(entry, reader, now, holds, sure, from.Fresh) is { } scribe)
                {
                    var bytes = Size(id, scribe);
                    var bare = LegacyOutgoing.Before(entry, scribe, sure);
                    if (bytes > MaxScribe)
                        HoldBack(scribe, holds, heldBack);
                    else if (scribes.Count >= maxScribes || size + bytes + (bare is null ? 1 : Bare) > maxBytes)
                        return Page(behind: true, cut: true);
                    else
                    {
                        // With the id of what came before: a cursor there comes to the destroy again.
                        if (bare is not null)
                            scribes.Add(new(LegacyId.Of(at.Position, at.Mark), bare, true));
                        scribes.Add(new(id, scribe, true));
                        size += bytes + (bare is null ? 1 : Bare);
                        if (key is { } told)
                        {
                            sent.Add(told);
                            holds.FollowTheLog(told);
                        }
                    }
                }
                at = at with { Position = position, Mark = set.Mark };
            }
        at = served.End ?? at;
        return Page(served.More, cut: false);
    }

    private static void HoldBack(
        Scribe scribe, LegacyHolds.Builder holds, ImmutableArray<RecordKey>.Builder heldBack)
    {
        if (scribe is not Scribe.Change change)
            return;
        heldBack.Add(change.Key);
        if (change.Kind == ChangeType.Create)
            holds.Lack(change.Key);
    }

    private static int Size(JsonText id, Scribe scribe)
    {
        var buffer = new ArrayBufferWriter<byte>();
        ScribeJson.WriteLegacy(buffer, id, scribe);
        return buffer.WrittenCount;
    }
}
