namespace Syncro.Tests.Fuzzing;

/// <summary>Every input of the corpus again, and a short run of each target: the same inputs each time.</summary>
public class FuzzSpecs
{
    public static TheoryData<string> Targets() => [.. FuzzTarget.All().Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Whatever_was_ever_found_does_no_harm_any_more(string name)
    {
        using var target = FuzzTarget.Of(name);
        foreach (var file in Corpus.Files(name))
            try
            {
                Fuzzer.RunOne(target, File.ReadAllBytes(file));
            }
            catch (Exception e)
            {
                Assert.Fail($"{Path.GetFileName(file)}: {e}");
            }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void A_short_run_finds_nothing(string name)
    {
        using var target = FuzzTarget.Of(name);
        var run = new Fuzzer(target, Corpus.Inputs(name), seed: 2010).Run(TimeSpan.FromSeconds(10), most: 20_000);
        Assert.True(run.Findings.Count == 0, string.Join('\n', run.Findings.Select(finding =>
            $"{finding.What}: {Convert.ToHexString(finding.Input)}")));
        Assert.True(run.Kinds > 3, $"{run.Kinds} kinds of behaviour in {run.Executions} executions");
    }

    [Fact]
    public void It_finds_what_is_planted()
    {
        using var target = new Planted();
        var run = new Fuzzer(target, [], seed: 1).Run(TimeSpan.FromSeconds(60), most: 2_000_000);
        Assert.Contains(run.Findings, finding => finding.What == "planted");
    }

    /// <summary>Breaks behind three tokens in order, each of which is a kind of its own.</summary>
    private sealed class Planted : FuzzTarget
    {
        public override string Name => "planted";

        public override IEnumerable<byte[]> Seeds => ["{\"type\":\"noop\",\"id\":1}"u8.ToArray()];

        public override long Allocation(int length) => long.MaxValue;

        public override string Run(byte[] input)
        {
            var text = System.Text.Encoding.Latin1.GetString(input);
            var found = ((string[])["\"commit\"", "\"taken\"", "9007199254740992"]).TakeWhile(text.Contains).Count();
            BrokenException.Unless(found < 3, "planted");
            return $"{found}";
        }
    }
}
