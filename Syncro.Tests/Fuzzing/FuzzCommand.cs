using System.Diagnostics;
using System.Globalization;

namespace Syncro.Tests.Fuzzing;

/// <summary>
/// <c>fuzz --target NAME [--minutes N] [--seed N] [--keep N]</c>: a long run. What breaks an invariant is added to the
/// corpus, where a spec runs it from then on, and so are the N smallest inputs of new kinds. Exit code 1 where something broke.
/// </summary>
internal static class FuzzCommand
{
    public const string Name = "fuzz";

    // No input takes so long, however busy the machine.
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(20);

    private static void EndWhereStuck(string name, Fuzzer fuzzer)
    {
        if (fuzzer.Current is not var (input, since) || Stopwatch.GetElapsedTime(since) < Stuck)
            return;
        Console.WriteLine($"{Corpus.Keep(name, input, "finding")}: it does not end");
        Environment.Exit(1);
    }

    public static int Run(ReadOnlySpan<string> args)
    {
        var options = new Dictionary<string, string> { ["--minutes"] = "10", ["--keep"] = "0", ["--seed"] = $"{Environment.TickCount}" };
        for (var i = 0; i + 1 < args.Length; i += 2)
            options[args[i]] = args[i + 1];
        if (!options.TryGetValue("--target", out var name) || FuzzTarget.All().All(target => target.Name != name))
        {
            Console.Error.WriteLine($"fuzz --target {string.Join('|', FuzzTarget.All().Select(target => target.Name))} [--minutes N] [--seed N] [--keep N]");
            return 2;
        }
        using var target = FuzzTarget.Of(name);
        var seed = int.Parse(options["--seed"], CultureInfo.InvariantCulture);
        var minutes = double.Parse(options["--minutes"], CultureInfo.InvariantCulture);
        var fuzzer = new Fuzzer(target, Corpus.Inputs(name), seed);
        using var watch = new Timer(_ => EndWhereStuck(name, fuzzer), null, Stuck, Stuck);
        var run = fuzzer.Run(TimeSpan.FromMinutes(minutes));
        Console.WriteLine($"{name}: seed {seed}, {run.Executions} executions, {run.Kinds} kinds, {run.Findings.Count} findings");
        foreach (var (input, what) in run.Findings)
            Console.WriteLine($"{Corpus.Keep(name, input, "finding")}: {what}");
        foreach (var input in run.New.OrderBy(input => input.Length).Take(int.Parse(options["--keep"], CultureInfo.InvariantCulture)))
            Corpus.Keep(name, input, "kind");
        return run.Findings.Count > 0 ? 1 : 0;
    }
}
