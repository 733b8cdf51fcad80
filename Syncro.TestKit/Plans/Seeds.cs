using System.Collections.Concurrent;
using Syncro.TestKit.Invariants;

namespace Syncro.TestKit.Plans;

/// <summary>Runs one world for each of many seeds, on all cores.</summary>
internal static class Seeds
{
    /// <summary>One of so many is run twice, and must go the same way.</summary>
    private const ulong Twice = 100;

    /// <param name="seeds">Which.</param>
    /// <param name="scenario">What is in the worlds.</param>
    /// <param name="done">Called after each, from any thread.</param>
    /// <param name="cancel">Ends it between two.</param>
    public static (Counts Counts, IReadOnlyList<Failure> Failures) Run(
        IEnumerable<ulong> seeds, IScenario scenario, Action? done, CancellationToken cancel)
    {
        var (counts, failures) = (new Counts(), new ConcurrentBag<Failure>());
        Parallel.ForEach(
            seeds, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel },
            () => new Counts(),
            (seed, _, counted) =>
            {
                if (One(seed, scenario, counted) is { } broken)
                    failures.Add(new(seed, broken));
                done?.Invoke();
                return counted;
            },
            counted =>
            {
                lock (counts)
                    counts.Add(counted);
            });
        return (counts, [.. failures.OrderBy(failure => failure.Seed)]);
    }

    private static BrokenInvariantException? One(ulong seed, IScenario scenario, Counts counts)
    {
        var plan = Draw.Plan(seed, scenario);
        var (world, broken) = Plans.Run.Of(plan, scenario);
        counts.Add(world.Counts);
        if (broken is not null || seed % Twice != 0)
            return broken;
        var (once, again) = (Plans.Run.Of(plan, scenario, traced: true).World, Plans.Run.Of(plan, scenario, traced: true).World);
        return once.Trace.SequenceEqual(again.Trace) ? null : new(21, $"seed {seed} goes the same way twice");
    }
}

/// <summary>A seed whose world broke an invariant.</summary>
internal readonly record struct Failure(ulong Seed, BrokenInvariantException Broken)
{
    /// <summary>The smallest world like it that was found, as a person reads it: what is in it, what happened, what broke.</summary>
    public string Explain(IScenario scenario)
    {
        var (plan, broken) = new Shrinker(scenario, budget: 6000).Shrink(Draw.Plan(Seed, scenario), Broken);
        var (world, _) = Run.Of(plan, scenario, traced: true);
        return $"seed {Seed} made smaller\n{PlanText.Of(plan)}\n\nwhat happened\n{string.Join('\n', world.Trace)}\n\n{broken.Message}";
    }
}
