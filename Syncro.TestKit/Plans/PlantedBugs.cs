using System.Collections.Immutable;

namespace Syncro.TestKit.Plans;

/// <summary>Tries the simulator: a bug that is put in has to break an invariant within 2,000 seeds.</summary>
internal static class PlantedBugs
{
    public const ulong Seeds = 2000;

    public static readonly ImmutableArray<Bug> All = [.. Enum.GetValues<Bug>().Where(bug => bug != Bug.None)];

    /// <summary>The first seed that finds it; null: none does.</summary>
    public static Failure? Find(Bug bug, IScenario scenario)
    {
        try
        {
            Planted.Plant(bug);
            for (ulong seed = 1; seed <= Seeds; seed++)
                if (Run.Of(Draw.Plan(seed, scenario), scenario).Broken is { } broken)
                    return new(seed, broken);
            return null;
        }
        finally
        {
            Planted.Plant(Bug.None);
        }
    }
}
