using System.Reflection;
using Syncro.TestKit.Invariants;
using Syncro.TestKit.Plans;
using Syncro.Tests.Processes;
using Xunit.Abstractions;

namespace Syncro.Tests.Simulation;

/// <summary>
/// First anything may fail, and what must always hold does; then everything is mended, and it must come to rest alike
/// everywhere. The seeds that once failed are run for ever. They take every processor, so they run alone: what others
/// time would stall beside them.
/// </summary>
[Collection(WholeProcesses.Name)]
public sealed class SimulationSpecs(ITestOutputHelper output)
{
    private const long AtLeast = 30;

    private static readonly StandardScenario Scenario = new();

    /// <summary>What was built, as the compiler was told; where it knew of no commit, always the same.</summary>
    private static string Commit => typeof(SimulationSpecs).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion.Split('+') is [_, { Length: >= 15 } commit] ? commit : "000000000500000";

    /// <summary>Each commit covers new ground, and covers the same again when it is tried again.</summary>
    private static readonly ulong First = Convert.ToUInt64(Commit[..15], 16);

    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("SYNCRO_SEEDS"), out var given) ? given : 12_000;

    [Fact]
    public void Peers_converge_whatever_fails_on_the_way_and_nothing_is_lost()
    {
        output.WriteLine($"seeds {First} to {First + (ulong)Count - 1}");
        var (counts, failures) = Seeds.Run(Enumerable.Range(0, Count).Select(i => First + (ulong)i), Scenario, null, default);
        if (failures is [var one, ..])
            Assert.Fail($"{failures.Count} of {Count} seeds failed: {string.Join(' ', failures.Take(20).Select(f => f.Seed))}\n{one.Explain(Scenario)}");
        var occurred = Enum.GetValues<Occurrence>();
        foreach (var what in occurred)
            output.WriteLine($"{what}: {counts[what]}");
        // Whatever did not occur, nothing was shown of.
        Assert.Empty(occurred.Where(what => counts[what] * 20_000 < AtLeast * Count).Select(what => $"{what}: {counts[what]}"));
    }

    [Fact]
    public void Seeds_that_once_failed_hold()
    {
        var seeds = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Simulation", "seeds.txt"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => ulong.Parse(line.Split(' ')[0], null)).ToList();
        Assert.NotEmpty(seeds);
        var (_, failures) = Seeds.Run(seeds, Scenario, null, default);
        Assert.Empty(failures.Select(failure => $"{failure.Seed}: {failure.Broken.Message}"));
        // As they failed, before readers were served from the state.
        Assert.Empty(seeds.Select(seed => (seed, Run.Of(Draw.Plan(seed, Scenario).FromTheLog, Scenario).Broken))
            .Where(run => run.Broken is not null).Select(run => $"{run.seed}: {run.Broken!.Message}"));
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace()
    {
        var plan = Draw.Plan(7, Scenario);
        var trace = Run.Of(plan, Scenario, traced: true).World.Trace;
        Assert.NotEmpty(trace);
        Assert.Equal(trace, Run.Of(plan, Scenario, traced: true).World.Trace);
    }

    [Fact]
    public void A_world_that_fails_is_made_smaller_and_told()
    {
        var failure = PlantedBugs.Find(Bug.ForgetsToCorrect, Scenario)!.Value;
        var plan = Draw.Plan(failure.Seed, Scenario);
        Planted.Plant(Bug.ForgetsToCorrect);
        try
        {
            var (small, broken) = new Shrinker(Scenario, budget: 2000).Shrink(plan, failure.Broken);
            Assert.Equal(failure.Broken.Number, broken.Number);
            Assert.True(small.Deeds.Length <= 6 && small.Peers.Length <= 3, PlanText.Of(small));
            Assert.NotNull(Run.Of(small, Scenario).Broken);
        }
        finally
        {
            Planted.Plant(Bug.None);
        }
    }
}
