using System.Runtime.CompilerServices;
using Syncro.TestKit.Plans;

namespace Syncro.Tests.Simulation;

/// <summary>The tests are tested: a bug that is put in breaks an invariant.</summary>
public class PlantedBugSpecs
{
    public static TheoryData<string> Bugs => [.. PlantedBugs.All.Select(bug => bug.ToString())];

#pragma warning disable CA2255 // Not a library: this is the program that plants.
    [ModuleInitializer]
    internal static void Allow() => AppContext.SetSwitch("Syncro.PlantedBugs", true);
#pragma warning restore CA2255

    [Theory]
    [MemberData(nameof(Bugs))]
    public void A_planted_bug_is_found_within_2000_seeds(string bug) =>
        Assert.NotNull(PlantedBugs.Find(Enum.Parse<Bug>(bug), new StandardScenario()));

    [Fact]
    public void Without_one_the_same_seeds_hold()
    {
        Assert.True(PlantedBugs.All.Length >= 12);
        var scenario = new StandardScenario();
        for (ulong seed = 1; seed <= 200; seed++)
            Assert.Null(Run.Of(Draw.Plan(seed, scenario), scenario).Broken);
    }
}
