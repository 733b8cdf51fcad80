using System.Collections.Immutable;

namespace Syncro.TestKit;

/// <summary>What came of a <see cref="Simulation"/>.</summary>
/// <param name="Seeds">Worlds that were run.</param>
/// <param name="Occurred">How often each kind of fault and each rare state occurred, by its name.</param>
/// <param name="Failures">The seeds that broke an invariant, the least first.</param>
public sealed record SimulationReport(
    long Seeds, ImmutableSortedDictionary<string, long> Occurred, ImmutableArray<SimulationFailure> Failures)
{
    /// <summary>Nothing, where every world held.</summary>
    /// <exception cref="BrokenInvariantException">One did not; the message tells it, made as small as can be.</exception>
    public void ThrowIfBroken()
    {
        if (Failures is [var first, ..])
            throw new BrokenInvariantException(
                first.Invariant, $"{Failures.Length} of {Seeds} seeds failed\n{first.Explain()}");
    }
}

/// <summary>A world that broke an invariant.</summary>
public sealed class SimulationFailure
{
    private readonly Func<string> _explain;

    internal SimulationFailure(ulong seed, int invariant, string what, Func<string> explain) =>
        (Seed, Invariant, What, _explain) = (seed, invariant, what, explain);

    /// <summary>Draws the same world again.</summary>
    public ulong Seed { get; }

    /// <summary>Its number: see <see cref="BrokenInvariantException"/>.</summary>
    public int Invariant { get; }

    /// <summary>What should have been, and what was.</summary>
    public string What { get; }

    /// <summary>
    /// Makes the world smaller as long as it still breaks: the fewest peers, faults and changes that were found, a trace
    /// of what happened, and what broke. Takes some thousand runs.
    /// </summary>
    public string Explain() => _explain();
}
