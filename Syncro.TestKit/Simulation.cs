using System.Collections.Immutable;
using Akka.Configuration;
using Syncro.Models;
using Syncro.Settings;
using Syncro.TestKit.Invariants;
using Syncro.TestKit.Plans;

namespace Syncro.TestKit;

/// <summary>
/// Runs models and their rules in simulated worlds: 2 to 8 peers of both versions in any topology, whose links, disks and
/// clocks fail in every way, made of the very functions that real peers run. While anything may fail, what must always
/// hold is looked at; then everything is mended, and all must come to rest alike. See
/// <see cref="BrokenInvariantException"/> for what is looked at.
/// </summary>
public sealed class Simulation
{
    private readonly ModelScenario _scenario;

    /// <param name="models">The models, with the rules that are to be tried. It is fixed by this.</param>
    /// <param name="draws">For each class that is to be changed, what its records look like.</param>
    /// <param name="configuration">Rules of classes under <c>syncro.models</c>, if there are any.</param>
    /// <exception cref="InvalidModelException">A class is drawn that is no model here, or none is.</exception>
    public Simulation(ModelRegistry models, IReadOnlyDictionary<string, DrawRecord> draws, Config? configuration = null)
    {
        var rules = models.Fix(SyncroSettings.Read(configuration ?? Config.Empty), static (_, _) => { });
        foreach (var name in draws.Keys)
            if (!rules.Classes.Contains(name))
                throw new InvalidModelException($"class '{name}' is drawn and is no model here");
        if (draws.Count == 0)
            throw new InvalidModelException("no class is drawn; allowed: at least one");
        _scenario = new(rules, draws);
    }

    /// <summary>The first seed. The same seeds give the same worlds.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>How many worlds are run.</summary>
    public int Seeds { get; init; } = 1000;

    /// <summary>Runs them on all cores.</summary>
    public SimulationReport Run(CancellationToken cancel = default)
    {
        var (counts, failures) = Plans.Seeds.Run(
            Enumerable.Range(0, Seeds).Select(i => FirstSeed + (ulong)i), _scenario, null, cancel);
        return new(
            Seeds, Enum.GetValues<Occurrence>().ToImmutableSortedDictionary(what => what.ToString(), what => counts[what]),
            [.. failures.Select(failure => new SimulationFailure(
                failure.Seed, failure.Broken.Number, failure.Broken.Message, () => failure.Explain(_scenario)))]);
    }
}
