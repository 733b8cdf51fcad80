using Microsoft.EntityFrameworkCore;

namespace Syncro.Tests.Docs;

public class EntityFrameworkSampleSpecs
{
    [Fact]
    public async Task The_sample_of_the_readme_runs_on_an_empty_directory_and_again_on_what_it_left()
    {
        if (Directory.Exists("data/shop"))
            Directory.Delete("data/shop", recursive: true);
        foreach (var file in Directory.Exists("data") ? Directory.GetFiles("data", "shop.db*") : [])
            File.Delete(file);
        await EntityFrameworkSample.RunAsync();
        await EntityFrameworkSample.RunAsync();
        var options = new DbContextOptionsBuilder<EntityFrameworkSample.Shop>().UseSqlite("Data Source=data/shop.db").Options;
        await using var shop = new EntityFrameworkSample.Shop(options);
        Assert.Equal(2, await shop.Set<EntityFrameworkSample.Line>().CountAsync());
    }
}
