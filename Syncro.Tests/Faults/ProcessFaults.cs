using System.ComponentModel;
using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using Syncro.Tests.Records;

namespace Syncro.Tests.Faults;

/// <summary>A number that a process under <see cref="ProcessFaults"/> shares, in the order of <c>data/faults.c</c>.</summary>
internal enum Fault
{
    /// <summary>1: the journal's files are struck.</summary>
    Journal,

    /// <summary>1: the record store's files are struck.</summary>
    Records,

    /// <summary>The errno that a sync fails with; 0: none.</summary>
    SyncError,

    /// <summary>The errno that a write fails with; 0: none.</summary>
    WriteError,

    /// <summary>Only each so many-th call fails.</summary>
    OneIn,

    /// <summary>Milliseconds that a sync takes longer.</summary>
    SyncDelay,

    /// <summary>Microseconds that a write takes longer.</summary>
    WriteDelay,

    /// <summary>Milliseconds that the wall clock is ahead.</summary>
    ClockShift,

    /// <summary>Counted: syncs that failed.</summary>
    SyncsFailed,

    /// <summary>Counted: writes that failed.</summary>
    WritesFailed,

    /// <summary>Counted: syncs that took longer.</summary>
    SyncsDelayed,
}

/// <summary>
/// Failing and slow syncs and writes, and a wrong clock, for a process that is started in its
/// <see cref="Environment"/>: a library of a page of C, loaded before the system's own, and told what to do through memory.
/// </summary>
internal sealed class ProcessFaults : IDisposable
{
    /// <summary>errno of Linux.</summary>
    public const int Eio = 5, Enospc = 28;

    private static readonly Lazy<(string? Library, string? Fault)> Built = new(Build);

    private readonly TempDirectory _directory = new();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _memory;

    public ProcessFaults()
    {
        _file = MemoryMappedFile.CreateFromFile(_directory.File("faults"), FileMode.Create, null, 4096);
        _memory = _file.CreateViewAccessor();
        Environment = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Built.Value.Library ?? throw new InvalidOperationException(Built.Value.Fault),
            ["SYNCRO_FAULTS"] = _directory.File("faults"),
        };
    }

    public IReadOnlyDictionary<string, string> Environment { get; }

    public long this[Fault fault]
    {
        get => _memory.ReadInt64(8 * (int)fault);
        set => _memory.Write(8 * (int)fault, value);
    }

    /// <summary>Syncs and writes that failed.</summary>
    public long Failed => this[Fault.SyncsFailed] + this[Fault.WritesFailed];

    /// <summary>From now on nothing fails, waits or is wrong.</summary>
    public void End()
    {
        foreach (var fault in (Fault[])[Fault.SyncError, Fault.WriteError, Fault.SyncDelay, Fault.WriteDelay, Fault.ClockShift])
            this[fault] = 0;
    }

    /// <summary>Why there can be none, or null.</summary>
    public static string? WhyNot() => Built.Value.Fault;

    public void Dispose()
    {
        _memory.Dispose();
        _file.Dispose();
        _directory.Dispose();
    }

    private static (string?, string?) Build()
    {
        if (!OperatingSystem.IsLinux())
            return (null, "only Linux loads a library before its own for a spec");
        var library = Path.Combine(AppContext.BaseDirectory, "Faults", "data", "faults.so");
        try
        {
            string[] args = ["-shared", "-fPIC", "-O1", "-o", library, Path.ChangeExtension(library, "c"), "-ldl"];
            using var compiler = Process.Start(new ProcessStartInfo("cc", args) { RedirectStandardError = true })!;
            var error = compiler.StandardError.ReadToEnd().Trim();
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? (library, null) : (null, $"cc can't compile the library of faults: {error}");
        }
        catch (Win32Exception e)
        {
            return (null, $"cc can't be started: {e.Message}");
        }
    }
}

/// <summary>A spec that needs <see cref="ProcessFaults"/>; skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultsFactAttribute : FactAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public FaultsFactAttribute() => Skip = ProcessFaults.WhyNot();
}

/// <summary>As <see cref="FaultsFactAttribute"/>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultsTheoryAttribute : TheoryAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public FaultsTheoryAttribute() => Skip = ProcessFaults.WhyNot();
}
