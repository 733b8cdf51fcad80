using System.Diagnostics;

namespace Syncro.Tests.Fuzzing;

/// <summary>What a run came to.</summary>
/// <param name="Executions">Inputs run.</param>
/// <param name="Kinds">Kinds of behaviour seen.</param>
/// <param name="New">Inputs made that showed a kind first.</param>
/// <param name="Findings">Inputs that broke an invariant, and which, one of a kind.</param>
internal sealed record FuzzRun(
    long Executions, int Kinds, IReadOnlyList<byte[]> New, IReadOnlyList<(byte[] Input, string What)> Findings);

/// <summary>
/// Feeds a target with changed inputs. One seed gives the same inputs in the same order; those that show a new kind of
/// behaviour join the corpus.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, IEnumerable<byte[]> corpus, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [.. corpus, .. target.Seeds];
    private readonly HashSet<string> _kinds = [];
    private readonly Dictionary<string, byte[]> _findings = [];
    private long _executions;

    /// <summary>The input that runs now, and since when, as a Stopwatch timestamp.</summary>
    public (byte[] Input, long Since)? Current { get; private set; }

    public FuzzRun Run(TimeSpan time, long most = long.MaxValue)
    {
        var until = Stopwatch.StartNew();
        var given = _corpus.Count;
        foreach (var input in _corpus.ToList())
            TryOne(input);
        while (_executions < most && until.Elapsed < time)
        {
            var input = target.Mutate(Pick(), _corpus, _random);
            if (TryOne(input))
                _corpus.Add(input);
        }
        return new(_executions, _kinds.Count, _corpus[given..], [.. _findings.Select(finding => (finding.Value, finding.Key))]);
    }

    /// <summary>Runs one input of the corpus; what it breaks is thrown.</summary>
    public static string RunOne(FuzzTarget target, byte[] input)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var kind = target.Run(input);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        BrokenException.Unless(
            allocated <= target.Allocation(input.Length), $"{input.Length} bytes made it allocate too much");
        return kind;
    }

    private byte[] Pick() => _corpus[_random.Next(2) == 0 ? _random.Next(_corpus.Count)
        : Math.Max(0, _corpus.Count - 1 - _random.Next(32))];

    private bool TryOne(byte[] input)
    {
        _executions++;
        Current = (input, Stopwatch.GetTimestamp());
        try
        {
            var isNew = false;
            foreach (var kind in RunOne(target, input).Split('\n'))
                isNew |= _kinds.Add(kind);
            return isNew;
        }
        catch (Exception e)
        {
            // One of each place: where it was thrown tells it from others.
            var what = $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Syncro", StringComparison.Ordinal))?.Trim()}";
            var place = e is BrokenException ? e.Message : what;
            if (!_findings.TryGetValue(place, out var known) || input.Length < known.Length)
                _findings[place] = input;
            return false;
        }
    }
}
