using System.Security.Cryptography;
using Syncro.Tests.Settings;

namespace Syncro.Tests.Fuzzing;

/// <summary>The inputs kept in the repository, each a file: those worth beginning with, and every one that ever broke something.</summary>
internal static class Corpus
{
    public static IEnumerable<string> Files(string target) =>
        Directory.Exists(Of(target)) ? Directory.EnumerateFiles(Of(target)).Order(StringComparer.Ordinal) : [];

    public static IEnumerable<byte[]> Inputs(string target) => Files(target).Select(File.ReadAllBytes);

    /// <summary>Keeps an input; under which name.</summary>
    /// <param name="target">Whose.</param>
    /// <param name="input">The input.</param>
    /// <param name="kind">finding, where it broke something.</param>
    public static string Keep(string target, byte[] input, string kind)
    {
        var name = $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}";
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(Of(target)).FullName, name), input);
        return name;
    }

    private static string Of(string target) => Path.Combine(Repository.Root, "Syncro.Tests", "Fuzzing", "corpus", target);
}
