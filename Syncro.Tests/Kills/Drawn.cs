using System.Globalization;
using Xunit.Abstractions;

namespace Syncro.Tests.Kills;

/// <summary>What a spec draws, and what may be set for a longer run.</summary>
internal static class Drawn
{
    /// <summary>A number from an environment variable, or the default.</summary>
    public static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? int.Parse(set, CultureInfo.InvariantCulture) : otherwise;

    /// <summary>A seed that the output names, with the variable that sets it.</summary>
    public static int Seed(string variable, ITestOutputHelper output)
    {
        var seed = Number(variable, Random.Shared.Next());
        output.WriteLine($"{variable}={seed}");
        return seed;
    }
}
