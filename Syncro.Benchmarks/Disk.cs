namespace Syncro.Benchmarks;

/// <summary>What a folder holds.</summary>
internal static class Disk
{
    /// <summary>Bytes of all files in it and below.</summary>
    public static long BytesOf(string directory) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Sum(name => new FileInfo(name).Length);
}
