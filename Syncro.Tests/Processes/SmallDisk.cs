using System.Diagnostics;
using Syncro.Tests.Records;

namespace Syncro.Tests.Processes;

/// <summary>A file system of a few megabytes in memory, mounted as long as it is not disposed of.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _path;

    /// <exception cref="InvalidOperationException">Mounting is not allowed here.</exception>
    public SmallDisk(string path, int megabytes = 4)
    {
        _path = Directory.CreateDirectory(path).FullName;
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", _path) is { } fault)
            throw new InvalidOperationException(fault);
    }

    private string Ballast => Path.Combine(_path, "ballast");

    /// <summary>Not a byte is left, or no more than these.</summary>
    public void Fill(int left = 0)
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var page = new byte[4096]; ;)
                file.Write(page);
        }
        catch (IOException)
        {
            // It is full.
        }
        file.SetLength(file.Length - left);
    }

    public void MakeRoom() => File.Delete(Ballast);

    /// <summary>Lazily: a node may hold files on it still.</summary>
    public void Dispose() => Run("umount", "-l", _path);

    /// <summary>Why there can be none, or null.</summary>
    public static string? Fault()
    {
        if (!OperatingSystem.IsLinux())
            return "only Linux mounts a small disk for a spec";
        using var directory = new TempDirectory();
        try
        {
            new SmallDisk(directory.Path).Dispose();
            return null;
        }
        catch (InvalidOperationException e)
        {
            return $"a small disk can't be mounted here: {e.Message}";
        }
    }

    private static string? Run(string program, params string[] args)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : error;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return $"{program}: {e.Message}";
        }
    }
}

/// <summary>A spec that needs a <see cref="SmallDisk"/>; skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(SmallDisk.Fault);

    /// <summary>Finds out whether it can run.</summary>
    public SmallDiskFactAttribute() => Skip = Reason.Value;
}
