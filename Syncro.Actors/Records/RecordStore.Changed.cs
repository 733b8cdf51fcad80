using LinqToDB;
using Syncro.Scribes;

namespace Syncro.Records;

/// <content>Records in the order in which they last changed.</content>
internal sealed partial class RecordStore
{
    // Of a row besides its body.
    private const int RowBytes = 100;

    private sealed record Stream(List<ChangedRecord> Rows, bool More);

    /// <summary>
    /// The records that last changed for a client after a position, in that order, of one moment. Each once, save what became or
    /// ceased to be everyone's: it may come twice. Null where nothing was ever written.
    /// </summary>
    /// <param name="client">Who asks.</param>
    /// <param name="relay">Whether it is a relay, which reads what is anyone's.</param>
    /// <param name="after">Where it is.</param>
    /// <param name="maxBytes">Of each of the three sources no more than it takes to reach this; at least one where there is one.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<ChangedPage?> ChangedAsync(
        ClientId client, bool relay, Position after, long maxBytes, CancellationToken cancel = default) => ReadAsync(connection =>
        {
            using var moment = connection.BeginReading();
            if (connection.ReadCheckpoint() is not { } checkpoint)
                return null;
            var others = relay ? connection.ChangedOf(RecordReach.Relays, after) : connection.ChangedOf(Concern.Everyone, after);
            return Merge(
                [
                    Cut(connection.ChangedOf(RecordReach.Everyone, after), maxBytes), Cut(others, maxBytes),
                    Cut(connection.ChangedOf(client.Value, after), maxBytes),
                ],
                checkpoint);
        }, cancel);

    private static Stream Cut(IEnumerable<ChangedRow> changed, long maxBytes)
    {
        var (rows, size) = (new List<ChangedRecord>(), 0L);
        foreach (var row in changed)
        {
            if (size >= maxBytes)
                return new(rows, true);
            rows.Add(row.Record);
            size += RowBytes + row.BodyBytes;
        }
        return new(rows, false);
    }

    /// <summary>Up to where the first of those with more of them was read.</summary>
    private static ChangedPage Merge(Stream[] streams, Checkpoint upTo)
    {
        var end = streams.Where(stream => stream.More).Select(stream => (Position?)stream.Rows[^1].At).Min();
        var rows = streams.SelectMany(stream => stream.Rows).Where(row => end is null || row.At <= end).ToList();
        rows.Sort((x, y) => x.At.CompareTo(y.At));
        var merged = new List<ChangedRecord>(rows.Count);
        foreach (var row in rows)
            if (merged is [.., var last] && last.At == row.At)
                merged[^1] = last with { Withdraw = last.Withdraw || row.Withdraw };
            else
                merged.Add(row);
        return new(merged, upTo, end is not null);
    }
}

/// <summary>A row as the database gives it.</summary>
/// <param name="Record">What it says.</param>
/// <param name="BodyBytes">Of its body.</param>
internal readonly record struct ChangedRow(ChangedRecord Record, int BodyBytes)
{
    /// <param name="className">The record's class.</param>
    /// <param name="key">Its key.</param>
    /// <param name="at">Where it last changed for whom was asked.</param>
    /// <param name="body">The record's own.</param>
    /// <param name="position">The record's own; 0 where there is none any more.</param>
    /// <param name="withdraw">Whether who asked may hold what it is not to.</param>
    public static ChangedRow Read(
        string className, ReadOnlySpan<byte> key, long at, ReadOnlySpan<byte> body, long position, bool withdraw) =>
        new(new(new(className, RecordKeyCodec.Decode(key)), new(at), Stored(body, position), withdraw), body.Length);

    private static StoredRecord Stored(ReadOnlySpan<byte> body, long position)
    {
        if (position == 0)
            return StoredRecord.Unknown;
        var (state, audience) = RecordBody.Read(body);
        return new(state, audience, new(position));
    }
}
