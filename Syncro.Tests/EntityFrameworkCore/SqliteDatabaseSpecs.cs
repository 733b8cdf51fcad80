using Microsoft.EntityFrameworkCore;

namespace Syncro.Tests.EntityFrameworkCore;

public sealed class SqliteDatabaseSpecs : DatabaseSpecs
{
    private protected override DbContextOptions<Atlas> Options(string name, string directory) =>
        Atlas.Sqlite(Path.Combine(directory, $"{name}.db"));
}
