namespace Syncro.Tests.Postgres;

/// <summary>
/// A PostgreSQL for the specs of one project: that of <c>SYNCRO_TEST_POSTGRES</c>, or else a cluster of its own, started
/// once, with no port but a socket in its directory, durable as by default, and gone at the end. The project says in a
/// collection definition which specs share it.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    /// <summary>The connection string of a database that the specs of a project have to themselves.</summary>
    public const string Variable = "SYNCRO_TEST_POSTGRES";

    // A socket's path has to be short.
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"syncro-{Guid.NewGuid():N}");
    private bool _started;

    private static string? Given => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : null;

    /// <summary>Why there can be none; null: there can.</summary>
    public static string? Absent => Given is null && PostgresPrograms.Directory is null
        ? $"PostgreSQL's server is not installed, and {Variable} names none" : null;

    /// <summary>The connection string, once it runs.</summary>
    public string Connection => Given ?? $"Host={_directory};Username=syncro;Database=postgres";

    public async Task InitializeAsync()
    {
        if (Given is not null || Absent is not null)
            return;
        // It makes the directory, so that it is its own.
        await PostgresPrograms.RunAsync(
            "initdb", "-D", _directory, "--username=syncro", "--auth=trust", "--encoding=UTF8", "--locale=C");
        _started = true;
        await PostgresPrograms.RunAsync(
            "pg_ctl", "start", "-w", "-D", _directory, "-l", Path.Combine(_directory, "log"), "-o", $"-k '{_directory}' -h ''");
    }

    public async Task DisposeAsync()
    {
        if (!_started)
            return;
        try
        {
            await PostgresPrograms.RunAsync("pg_ctl", "stop", "-w", "-m", "fast", "-D", _directory);
        }
        finally
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
