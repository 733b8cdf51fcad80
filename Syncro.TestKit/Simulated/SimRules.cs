using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;

namespace Syncro.TestKit.Simulated;

/// <summary>The classes of the histories: one that is everyone's, one with a rule.</summary>
internal static class SimRules
{
    public const string Open = "Note";
    public const string Restricted = "City";

    public static Rules Of(params string[] open) => new(
        Classes.Of([.. open, Restricted]),
        new Dictionary<string, IClassRule> { [Restricted] = new AttributeRule(["owner", "editors"], ["owner"]) });

    /// <summary>Readers are the owner; writers as told, or everyone who reads.</summary>
    public static Rules Owned(ImmutableArray<string>? writers = null, string readers = "owner") => new(
        Classes.Of([Open, Restricted]),
        new Dictionary<string, IClassRule> { [Restricted] = new AttributeRule([readers], writers) });
}
