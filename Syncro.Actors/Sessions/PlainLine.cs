using System.Globalization;
using System.Text;

namespace Syncro.Sessions;

/// <summary>
/// What came from outside, as one line for people: in a log or a terminal it can neither forge a line nor command anything.
/// </summary>
internal static class PlainLine
{
    /// <summary>Of one line, in UTF-16 units.</summary>
    public const int Longest = 1000;

    /// <summary>Cut to <see cref="Longest"/>; what controls or turns text, and what ends lines, is a space.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, Longest) + 1);
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, Longest)).EnumerateRunes())
            if (IsPlain(rune))
                line.Append(rune);
            else
                line.Append(' ');
        return (text.Length > Longest ? line.Append('…') : line).ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
