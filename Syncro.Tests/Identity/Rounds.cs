using Xunit.Abstractions;

namespace Syncro.Tests.Identity;

/// <summary>Runs a story a number of times, each drawn from a seed of its own; a round that fails names its seed.</summary>
internal static class Rounds
{
    public static async Task RunAsync(ITestOutputHelper output, int rounds, Func<Random, Task> round)
    {
        var first = Random.Shared.Next();
        for (var seed = first; seed < first + rounds; seed++)
            try
            {
                await round(new Random(seed));
            }
            catch (Exception)
            {
                output.WriteLine($"seed {seed}");
                throw;
            }
    }
}
