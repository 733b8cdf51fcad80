namespace Syncro.Scribes;

/// <summary>
/// The order of strings by their UTF-8 bytes, found without encoding them. UTF-16 code units sort differently only
/// where surrogates meet U+E000–U+FFFF; those two ranges are swapped back here.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    /// <summary>The one instance.</summary>
    public static readonly Utf8Order Instance = new();

    private Utf8Order() { }

    int IComparer<string>.Compare(string? x, string? y) => Compare(x, y);

    /// <summary>Negative, zero or positive, as by comparing the UTF-8 bytes of both.</summary>
    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var common = x.CommonPrefixLength(y);
        return common == x.Length || common == y.Length
            ? x.Length.CompareTo(y.Length)
            : Weight(x[common]).CompareTo(Weight(y[common]));
    }

    private static int Weight(char unit) =>
        unit < 0xD800 ? unit : unit >= 0xE000 ? unit - 0x800 : unit + 0x2000;
}
