using System.Text;

namespace Syncro.Scribes;

/// <summary>The rule for every name that crosses peers: GUIDs, class names, string record ids, attribute names.</summary>
internal static class Names
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxBytes = 256;

    /// <summary>What is wrong with <paramref name="name"/> as the <paramref name="what"/> it stands for, or null.</summary>
    public static string? Fault(string what, string name)
    {
        if (name.Length == 0)
            return $"{what} is empty; 1 to {MaxBytes} bytes are allowed";
        var bytes = Encoding.UTF8.GetByteCount(name);
        if (bytes > MaxBytes)
            return $"{what} of {bytes} bytes is longer than {MaxBytes}";
        foreach (var c in name)
            if (char.IsControl(c))
                return $"{what} holds the control character U+{(int)c:X4}";
        return IsText(name) ? null : $"{what} holds a lone surrogate";
    }

    /// <summary>Whether a string holds no lone surrogate, and so has a form in UTF-8.</summary>
    internal static bool IsText(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is var at and >= 0)
        {
            if (Rune.DecodeFromUtf16(text[at..], out _, out var length) != System.Buffers.OperationStatus.Done)
                return false;
            text = text[(at + length)..];
        }
        return true;
    }

    /// <summary>As <see cref="Fault"/>, for a class name, which besides holds no <c>;</c>.</summary>
    public static string? ClassFault(string name) =>
        Fault("class name", name) ?? (name.Contains(';', StringComparison.Ordinal) ? "class name holds a ';'" : null);

    internal static string Checked(string? fault, string name) =>
        fault is null ? name : throw new InvalidNameException(fault, name);
}

/// <summary>A name that breaks the limits of <see cref="Names"/>.</summary>
public sealed class InvalidNameException(string fault, string name)
    : SyncroException($"{fault}: '{(name.Length > 80 ? name[..80] + "…" : name)}'");
