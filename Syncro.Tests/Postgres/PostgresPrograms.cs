using System.Diagnostics;

namespace Syncro.Tests.Postgres;

/// <summary>PostgreSQL's own programs, where they are installed. Its server refuses root: there they run as another user.</summary>
internal static class PostgresPrograms
{
    private const string Debian = "/usr/lib/postgresql";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The directory of initdb and its like, the newest where there are several; null: there is none.</summary>
    public static string? Directory { get; } = OperatingSystem.IsWindows() ? null : Installed()
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "pg_ctl")));

    private static IEnumerable<string> Installed() => !System.IO.Directory.Exists(Debian) ? [] :
        System.IO.Directory.GetDirectories(Debian)
            .OrderByDescending(path => double.TryParse(Path.GetFileName(path), out var version) ? version : 0)
            .Select(path => Path.Combine(path, "bin"));

    /// <summary>Runs one of them to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; with what it said.</exception>
    public static async Task RunAsync(string program, params string[] args)
    {
        var path = Path.Combine(Directory!, program);
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", User, "--", path, .. args])
            : new ProcessStartInfo(path, args);
        // Whoever it runs as may go there.
        start.WorkingDirectory = "/";
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var said = await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} failed: {string.Concat(said).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{program} did not end within {Limit.TotalSeconds} s");
        }
    }

    private static string User =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
}
