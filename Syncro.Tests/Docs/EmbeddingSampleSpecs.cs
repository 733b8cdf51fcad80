namespace Syncro.Tests.Docs;

public class EmbeddingSampleSpecs
{
    [Fact]
    public async Task The_sample_of_the_readme_runs_on_an_empty_directory_and_again_on_what_it_left()
    {
        if (Directory.Exists("data/app"))
            Directory.Delete("data/app", recursive: true);
        await EmbeddingSample.RunAsync();
        Assert.True(File.Exists("data/app/journal.db"));
        var again = EmbeddingSample.RunAsync();
        await again.WaitAsync(TimeSpan.FromSeconds(60));
    }
}
