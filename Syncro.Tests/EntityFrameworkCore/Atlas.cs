using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore;

namespace Syncro.Tests.EntityFrameworkCore;

internal sealed class Region
{
    public required string Id { get; set; }

    public required string Name { get; set; }

    public List<City> Cities { get; } = [];
}

internal sealed class City
{
    public Guid Id { get; set; } = Guid.NewGuid();

    public required string Name { get; set; }

    public decimal? Area { get; set; }

    public required string RegionId { get; set; }

    public Guid? TwinId { get; set; }
}

/// <summary>An application's database: regions, their cities, and the twins of those.</summary>
internal sealed class Atlas(DbContextOptions<Atlas> options) : DbContext(options)
{
    public DbSet<Region> Regions => Set<Region>();

    public DbSet<City> Cities => Set<City>();

    public static DbContextOptions<Atlas> Sqlite(string file) =>
        new DbContextOptionsBuilder<Atlas>().UseSqlite($"Data Source={file};Pooling=false").UseSyncro().Options;

    public static DbContextOptions<Atlas> Postgres(string connection) =>
        new DbContextOptionsBuilder<Atlas>().UseNpgsql(connection).UseSyncro().Options;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.UseSyncro();
        modelBuilder.Entity<Region>().IsSynced("Region");
        modelBuilder.Entity<City>(city =>
        {
            city.IsSynced();
            city.HasOne<Region>().WithMany(region => region.Cities).HasForeignKey(c => c.RegionId);
            city.HasOne<City>().WithMany().HasForeignKey(c => c.TwinId).OnDelete(DeleteBehavior.SetNull);
        });
    }
}
