using System.Globalization;

namespace Syncro.TestKit.Invariants;

/// <summary>Says that one does not hold. The numbers are those of <see cref="BrokenInvariantException"/>.</summary>
internal static class Invariant
{
    /// <param name="holds">Whether it does.</param>
    /// <param name="number">Which one.</param>
    /// <param name="what">What should be, with places for what is.</param>
    public static void Holds(bool holds, int number, string what)
    {
        if (!holds)
            throw new BrokenInvariantException(number, what);
    }

    /// <summary>As the other; nothing is put into words unless it is broken.</summary>
    public static void Holds<T>(bool holds, int number, string what, T is1)
    {
        if (!holds)
            throw new BrokenInvariantException(number, string.Format(CultureInfo.InvariantCulture, what, is1));
    }

    /// <summary>As the other.</summary>
    public static void Holds<T1, T2>(bool holds, int number, string what, T1 is1, T2 is2)
    {
        if (!holds)
            throw new BrokenInvariantException(number, string.Format(CultureInfo.InvariantCulture, what, is1, is2));
    }

    /// <summary>As the other, of what takes long to put into words.</summary>
    public static void Holds(bool holds, int number, Func<string> what)
    {
        if (!holds)
            throw new BrokenInvariantException(number, what());
    }
}
