using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Plans;

/// <summary>The classes of a world, their rules, and what applications change in them.</summary>
internal interface IScenario
{
    /// <summary>The rules, in the versions that follow one another; everyone ends with the last.</summary>
    IReadOnlyList<Rules> Versions { get; }

    /// <summary>The rules of a peer that doesn't know all of the classes yet; null: there are no such peers.</summary>
    Rules? Partial(Rules rules);

    /// <summary>A change set of a peer's application.</summary>
    ImmutableArray<LocalChange> Draw(SimPeer peer, Random random);

    /// <summary>What a version-1 peer may change: a record, and values for it.</summary>
    (RecordKey Key, ImmutableArray<(string Name, string Json)> Values) Draw(SimRuby ruby, SimWorld world, Random random);
}
