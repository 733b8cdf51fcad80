namespace Syncro.Tests.Postgres;

/// <summary>A spec that needs a <see cref="PostgresServer"/>; skipped, with the reason, where there can be none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostgresFactAttribute : FactAttribute
{
    /// <summary>Finds out whether it can run.</summary>
    public PostgresFactAttribute() => Skip = PostgresServer.Absent;
}
