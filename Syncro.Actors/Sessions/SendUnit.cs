using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Sessions;

/// <summary>
/// Names what of a change set is sent at once: its bound scribes together (entry -1), or one piece by itself. The units
/// of a set are sent in this order, so that a reader goes on where it was even if records changed meanwhile.
/// </summary>
/// <param name="Entry">The index in the commit, -1 for the bound scribes.</param>
/// <param name="Step">0 for a withdraw, 1 for what follows it.</param>
/// <param name="Attribute">The name of the first attribute of a piece; empty for anything else.</param>
internal readonly record struct UnitKey(int Entry, int Step, string Attribute)
{
    /// <summary>
    /// Negative, zero or positive, by the order in which units are sent. Withdraws first: what follows is of records as
    /// they are now, and a reader that lost one and gained it again in the same set has to keep it.
    /// </summary>
    public int CompareTo(UnitKey other) =>
        Step != other.Step ? Step.CompareTo(other.Step)
        : Entry != other.Entry ? Entry.CompareTo(other.Entry)
        : Utf8Order.Compare(Attribute, other.Attribute);
}

/// <summary>How far into a change set a reader was sent it.</summary>
/// <param name="Sent">Its last unit that was sent.</param>
/// <param name="Split">Whether its bound scribes went one by one, being too large together.</param>
/// <param name="Of">The end of the set.</param>
internal readonly record struct Resume(UnitKey Sent, bool Split, Position Of);

/// <summary>Scribes that go in one message, with an upper estimate of their bytes.</summary>
internal readonly record struct SendUnit(UnitKey Key, ImmutableArray<WireScribe> Scribes, int Bytes, bool Split)
{
    /// <summary>The units of a change set for a reader.</summary>
    public static List<SendUnit> Of(ServedSet set, Reader reader, Func<RecordKey, StoredRecord> now, Resume? behind)
    {
        var (bound, alone) = (new List<SendUnit>(), new List<SendUnit>());
        for (var i = 0; i < set.Entries.Length; i++)
        {
            var outgoing = Outgoing.Of(set.Entries.Span[i], reader, now).ToList();
            foreach (var (scribe, isBound) in outgoing)
                (isBound && outgoing.Count == 1 ? bound : alone).Add(One(set.At(i), scribe));
        }
        var boundBytes = bound.Sum(unit => unit.Bytes);
        var split = behind?.Split ?? boundBytes > PageBuilder.SetBytes;
        if (split)
            alone.AddRange(bound);
        else if (bound.Count > 0)
            alone.Add(new(new(-1, 1, ""), Together(bound), boundBytes, false));
        alone.Sort((x, y) => x.Key.CompareTo(y.Key));
        return split ? alone.ConvertAll(unit => unit with { Split = true }) : alone;
    }

    private static SendUnit One(Position at, Scribe scribe)
    {
        var id = JsonText.Of(at.Value);
        var name = scribe is Scribe.Change { Registers: [var register, ..] } ? register.Name : "";
        return new(
            new(at.Index, scribe is Scribe.Withdraw ? 0 : 1, name), [new(id, scribe, EndsSet: true)], scribe.Estimate, false);
    }

    private static ImmutableArray<WireScribe> Together(List<SendUnit> bound) =>
        [.. bound.Select((unit, i) => unit.Scribes[0] with { EndsSet = i == bound.Count - 1 })];
}
