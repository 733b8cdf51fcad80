using System.Collections.Immutable;

namespace Syncro.Scribes;

/// <summary>One attribute of a record: its value and when, and by whom, it was set. The greater stamp wins.</summary>
public readonly record struct Register(string Name, JsonText Value, Stamp At)
{
    /// <summary>An upper estimate of its size on the wire, in bytes.</summary>
    internal int Estimate => (Name.Length * 6) + Value.Length + ((At.Origin?.Length ?? 0) * 3) + 40;

    /// <summary>Whether this replaces <paramref name="other"/>: greater stamp, or equal stamps and the greater text.</summary>
    internal bool Wins(Register other)
    {
        var order = At.CompareTo(other.At);
        return order > 0 || (order == 0 && Value > other.Value) || Planted.Is(Bug.LetsTheLaterArrivalWin);
    }
}

/// <summary>Sets of registers, at most one for a name, kept in the order of their names' UTF-8 bytes.</summary>
internal static class Registers
{
    private static readonly Comparer<Register> ByName =
        Comparer<Register>.Create((x, y) => Utf8Order.Compare(x.Name, y.Name));

    /// <summary>The registers, sorted. Names must differ.</summary>
    public static ImmutableArray<Register> Sorted(IEnumerable<Register> registers)
    {
        var sorted = registers.ToArray();
        for (var i = 1; i < sorted.Length; i++)
            if (ByName.Compare(sorted[i - 1], sorted[i]) > 0)
            {
                Array.Sort(sorted, ByName);
                break;
            }
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(sorted);
    }

    /// <summary>The join of two sorted sets, and the registers of <paramref name="theirs"/> that won in it.</summary>
    public static (ImmutableArray<Register> Join, ImmutableArray<Register> Won) Merge(
        ImmutableArray<Register> ours, ImmutableArray<Register> theirs)
    {
        if (ours.IsEmpty)
            return (theirs, theirs);
        var join = ImmutableArray.CreateBuilder<Register>(ours.Length + theirs.Length);
        var won = ImmutableArray.CreateBuilder<Register>();
        int i = 0, j = 0;
        while (i < ours.Length || j < theirs.Length)
        {
            var order = i == ours.Length ? 1 : j == theirs.Length ? -1 : Utf8Order.Compare(ours[i].Name, theirs[j].Name);
            if (order < 0)
            {
                join.Add(ours[i++]);
                continue;
            }
            var theirWins = order > 0 || theirs[j].Wins(ours[i]);
            join.Add(theirWins ? theirs[j] : ours[i]);
            if (theirWins)
                won.Add(theirs[j]);
            j++;
            if (order == 0)
                i++;
        }
        return won.Count == 0 ? (ours, []) : (join.DrainToImmutable(), won.DrainToImmutable());
    }
}
