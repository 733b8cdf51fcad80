using System.Runtime.InteropServices;

namespace Syncro.Benchmarks;

/// <summary>What the figures were measured on.</summary>
internal sealed record Machine(int Cores, long MemoryMiB, string System, string Kernel, string Runtime, string Processor)
{
    public static Machine This { get; } = new(
        Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20, RuntimeInformation.OSDescription,
        Environment.OSVersion.Version.ToString(), RuntimeInformation.FrameworkDescription, RuntimeInformation.ProcessArchitecture.ToString());

    public override string ToString() => $"{Cores} cores {Processor}, {MemoryMiB} MiB, {System}, kernel {Kernel}, {Runtime}";
}
