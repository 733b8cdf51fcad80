using Syncro.TestKit.Scope;
using Xunit.Abstractions;

namespace Syncro.Tests.Simulation;

/// <summary>Every interleaving of three peers, with two changes, or one and a fault. The command goes through all three.</summary>
public sealed class SmallScopeSpecs(ITestOutputHelper output)
{
    [Fact]
    public void Every_order_of_two_changes_and_of_one_with_a_fault_ends_alike()
    {
        var (scopes, cases, states) = (0, 0, 0);
        foreach (var (name, scope) in Scopes.Small())
        {
            var broken = Record.Exception(scope.Explore);
            Assert.True(broken is null, $"{name}: {broken?.Message}");
            (scopes, cases, states) = (scopes + 1, cases + scope.Cases, states + scope.States);
        }
        output.WriteLine($"{scopes} scopes, {cases} cases, {states} states");
        Assert.True(scopes >= 200 && cases >= 1000, $"{scopes} scopes, {cases} cases");
    }

    [Theory]
    [InlineData(nameof(Bug.ForgetsToWithdraw))]
    [InlineData(nameof(Bug.ForgetsToCorrect))]
    public void A_planted_bug_is_found_in_one_of_them(string bug)
    {
        Planted.Plant(Enum.Parse<Bug>(bug));
        try
        {
            Assert.Contains(Scopes.Small(), scope => Record.Exception(scope.Scope.Explore) is not null);
        }
        finally
        {
            Planted.Plant(Bug.None);
        }
    }
}
