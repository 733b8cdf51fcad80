using System.CommandLine;

namespace Syncro.Tests.Simulation;

/// <summary>Runs simulated worlds, by the thousand; or shows one that failed, made as small as can be.</summary>
internal static class SimulationCommand
{
    public static RootCommand Create()
    {
        var seeds = new Option<int>("--seeds") { Description = "How many worlds are run.", DefaultValueFactory = _ => 20_000 };
        var first = new Option<ulong>("--first")
        {
            Description = "The first seed; by default one that no run had before.",
            DefaultValueFactory = _ => (ulong)DateTimeOffset.UtcNow.ToUnixTimeSeconds() << 20,
        };
        var explain = new Option<ulong?>("--explain") { Description = "Makes the world of a seed that fails smaller, and tells what happens in it." };
        var bugs = new Option<bool>("--bugs") { Description = "Puts one bug after the other in, and says which seed finds it." };
        var scopes = new Option<bool>("--scopes") { Description = "Goes through every case of the small scopes." };
        var command = new RootCommand("Runs simulated worlds in which links, disks and clocks fail.") { seeds, first, explain, bugs, scopes };
        seeds.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var given) || given < 1))
                result.AddError("--seeds is not a number from 1.");
        });
        command.SetAction((parsed, cancel) => Task.FromResult(
            parsed.GetValue(explain) is { } seed ? Reports.Explain(seed)
            : parsed.GetValue(bugs) ? Reports.Bugs()
            : parsed.GetValue(scopes) ? Reports.Scopes()
            : Reports.Seeds(parsed.GetValue(first), parsed.GetValue(seeds), cancel)));
        return command;
    }
}
