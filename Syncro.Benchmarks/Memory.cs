using System.Diagnostics;
using System.Globalization;

namespace Syncro.Benchmarks;

/// <summary>What a process held.</summary>
internal static class Memory
{
    /// <summary>The most memory that it ever held: what the kernel calls the high water mark; where it tells none, what the runtime knows.</summary>
    public static long PeakBytes(Process process)
    {
        process.Refresh();
        var status = $"/proc/{process.Id}/status";
        var line = File.Exists(status) ? File.ReadLines(status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) : null;
        return line is null
            ? process.PeakWorkingSet64
            : long.Parse(line.AsSpan()["VmHWM:".Length..^" kB".Length].Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
