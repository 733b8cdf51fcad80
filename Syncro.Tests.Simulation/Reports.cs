using System.Diagnostics;
using Syncro.TestKit;
using Syncro.TestKit.Invariants;
using Syncro.TestKit.Plans;
using Syncro.TestKit.Scope;

namespace Syncro.Tests.Simulation;

/// <summary>What is run, and what is said of it. Each gives the exit code: 0 where everything holds.</summary>
internal static class Reports
{
    private const int Shown = 10;

    private static readonly StandardScenario Scenario = new();

    public static int Seeds(ulong first, int count, CancellationToken cancel)
    {
        Console.WriteLine($"seeds {first} to {first + (ulong)count - 1}");
        var (watch, done) = (Stopwatch.StartNew(), 0);
        var (counts, failures) = TestKit.Plans.Seeds.Run(
            Enumerable.Range(0, count).Select(i => first + (ulong)i), Scenario,
            () =>
            {
                if (Interlocked.Increment(ref done) is var n && n % 10_000 == 0)
                    Console.WriteLine($"{n} done after {watch.Elapsed:hh\\:mm\\:ss}");
            }, cancel);
        foreach (var what in Enum.GetValues<Occurrence>())
            Console.WriteLine($"{counts[what],12:N0}  {what}");
        foreach (var failure in failures.Take(Shown))
            Console.WriteLine($"seed {failure.Seed}: {failure.Broken.Message}");
        if (failures is [var one, ..])
            Console.WriteLine(one.Explain(Scenario));
        Console.WriteLine($"{count} seeds, {failures.Count} failed, {watch.Elapsed:hh\\:mm\\:ss}");
        return failures.Count == 0 ? 0 : 1;
    }

    public static int Explain(ulong seed)
    {
        var broken = Run.Of(Draw.Plan(seed, Scenario), Scenario).Broken;
        Console.WriteLine(broken is null ? $"seed {seed} holds" : new Failure(seed, broken).Explain(Scenario));
        return broken is null ? 0 : 1;
    }

    public static int Bugs()
    {
        var missed = 0;
        foreach (var bug in PlantedBugs.All)
        {
            var found = PlantedBugs.Find(bug, Scenario);
            missed += found is null ? 1 : 0;
            Console.WriteLine(found is { } failure ? $"{bug}: seed {failure.Seed}, invariant {failure.Broken.Number}" : $"{bug}: not found");
        }
        return missed == 0 ? 0 : 1;
    }

    public static int Scopes()
    {
        var (watch, count, cases, states) = (Stopwatch.StartNew(), 0, 0L, 0L);
        foreach (var (name, scope) in TestKit.Scope.Scopes.All())
        {
            try
            {
                scope.Explore();
            }
            catch (BrokenInvariantException broken)
            {
                Console.WriteLine($"{name}: {broken.Message}");
                return 1;
            }
            (count, cases, states) = (count + 1, cases + scope.Cases, states + scope.States);
            if (count % 100 == 0)
                Console.WriteLine($"{count} scopes, {cases:N0} cases, {states:N0} states, {watch.Elapsed:hh\\:mm\\:ss}");
        }
        Console.WriteLine($"{count} scopes, {cases:N0} cases, {states:N0} states, {watch.Elapsed:hh\\:mm\\:ss}");
        return 0;
    }
}
