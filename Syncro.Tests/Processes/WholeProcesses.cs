namespace Syncro.Tests.Processes;

/// <summary>Whole processes run after everything else, one spec at a time: what is measured is theirs alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcesses
{
    public const string Name = "Whole processes";
}
