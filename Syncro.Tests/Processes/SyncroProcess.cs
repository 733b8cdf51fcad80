using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Syncro.Tests.Settings;

namespace Syncro.Tests.Processes;

/// <summary>What a process that ended left.</summary>
internal sealed record Ended(int Code, string Out, string Error);

/// <summary>
/// One run of the built <c>syncro</c>, or of another program beside it, from the repository's root. SYNCRO_TEST_NODE names the
/// folder of a published <c>syncro</c> to be run instead.
/// </summary>
internal sealed class SyncroProcess : IDisposable
{
    private const int SigTerm = 15;
    private const string Syncro = "syncro.dll";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly UTF8Encoding Utf8 = new(false);

    private readonly Process _process;
    private readonly StringBuilder _out = new(), _error = new();
    private readonly Task _read;

    private SyncroProcess(Process process)
    {
        _process = process;
        _read = Task.WhenAll(ReadAsync(process.StandardOutput, _out), ReadAsync(process.StandardError, _error));
    }

    public string Out => Text(_out);

    public string Error => Text(_error);

    public bool HasEnded => _process.HasExited;

    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Whether it holds a file of this name open now; only Linux tells, elsewhere it is taken to.</summary>
    public bool Holds(string name)
    {
        try
        {
            return !OperatingSystem.IsLinux() || Directory.EnumerateFiles($"/proc/{_process.Id}/fd")
                .Any(file => File.ResolveLinkTarget(file, returnFinalTarget: false)?.Name == name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It closed one, or ended, while it was looked at.
            return false;
        }
    }

    public static SyncroProcess Start(
        IEnumerable<string> args, string? input = null, string program = Syncro,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        var published = program == Syncro ? Environment.GetEnvironmentVariable("SYNCRO_TEST_NODE") : null;
        start.ArgumentList.Add(Path.Combine(published ?? AppContext.BaseDirectory, program));
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = new SyncroProcess(Process.Start(start)!);
        if (input is not null)
            process._process.StandardInput.Write(input);
        process._process.StandardInput.Close();
        return process;
    }

    public static async Task<Ended> RunAsync(IEnumerable<string> args, string? input = null)
    {
        using var process = Start(args, input);
        return await process.EndAsync();
    }

    /// <summary>The first line of standard output that begins so, or the <paramref name="nth"/>.</summary>
    public Task<string> LineAsync(string start, int nth = 1) => Eventually.GetsAsync(() =>
    {
        var ended = HasEnded && _read.IsCompleted;
        return Out.Split('\n')[..^1].Where(line => line.StartsWith(start, StringComparison.Ordinal)).ElementAtOrDefault(nth - 1)
            ?? (ended ? throw new InvalidOperationException($"it ended with {_process.ExitCode} before '{start}':\n{Error}") : null);
    }, Deadline, () => $"'{start}' from\n{Out}{Error}");

    public async Task<Ended> EndAsync()
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Deadline);
            await _read.WaitAsync(Deadline);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"it did not end:\n{Out}{Error}", e);
        }
        return new(_process.ExitCode, Out, Error);
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>SIGTERM.</summary>
    public void Terminate()
    {
        if (!HasEnded)
            Assert.Equal(0, Signal(_process.Id, SigTerm));
    }

    public void Dispose()
    {
        if (!HasEnded)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder into)
    {
        var buffer = new char[16 << 10];
        while (await from.ReadAsync(buffer) is var read and > 0)
            lock (into)
                into.Append(buffer, 0, read);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    [DllImport("libc", EntryPoint = "kill"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
