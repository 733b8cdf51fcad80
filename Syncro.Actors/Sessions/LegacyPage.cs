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
/// <param name="Missing">
/// Records that it doesn't hold although the log says that it could: too large for a frame, or gone when their create
/// was due.
/// </param>
internal sealed record LegacyFrom(Cursor? At, JsonText? Id, ImmutableHashSet<RecordKey> Missing);

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
        var (at, missing, size) = (from.At!, from.Missing.ToBuilder(), 0);
        foreach (var commit in commits)
            for (var i = 0; i < commit.Entries.Length; i++)
            {
                var position = Position.Of(commit.Sequence, i);
                if (position <= at.Position)
                    continue;
                var (entry, id) = (commit.Entries[i], LegacyId.Of(position, commit.Mark));
                var before = entry.Body.Record is { } key && missing.Contains(key);
                if (reader.Takes(entry) && LegacyOutgoing.Of(entry, reader, now, missing) is { } scribe)
                {
                    var bytes = Size(id, scribe);
                    if (bytes > MaxScribe)
                        HoldBack(scribe, missing, heldBack);
                    else if (scribes.Count == maxScribes || size + bytes + 1 > maxBytes)
                    {
                        if (before)
                            missing.Add(entry.Body.Record!.Value);
                        return new(scribes.DrainToImmutable(), new(at, null, missing.ToImmutable()), true, heldBack.DrainToImmutable());
                    }
                    else
                    {
                        scribes.Add(new(id, scribe, true));
                        size += bytes + 1;
                    }
                }
                at = at with { Position = position, Mark = commit.Mark };
            }
        return new(scribes.DrainToImmutable(), new(at, null, missing.ToImmutable()), more, heldBack.DrainToImmutable());
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
