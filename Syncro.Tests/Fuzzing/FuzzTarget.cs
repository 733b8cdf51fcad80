namespace Syncro.Tests.Fuzzing;

/// <summary>Something of ours that takes whatever comes, and what must hold of it.</summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>As the command line and the corpus name it.</summary>
    public abstract string Name { get; }

    /// <summary>Inputs to begin with, besides the corpus.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Bytes that one input may allocate on top of a factor for each of its bytes: what is bounded is told so.</summary>
    public abstract long Allocation(int length);

    /// <summary>
    /// Runs one input. Throws where an invariant is broken. What it returns, a line each, tells kinds of behaviour apart: an
    /// input that shows a new one is kept and changed further.
    /// </summary>
    public abstract string Run(byte[] input);

    /// <summary>Another input, near this one.</summary>
    public virtual byte[] Mutate(byte[] input, IReadOnlyList<byte[]> corpus, Random random) => random.Next(3) == 0
        ? Mutation.OfBytes(input, corpus, random) : Mutation.OfText(input, corpus, random);

    public static IReadOnlyList<FuzzTarget> All() =>
        [new DecoderTarget(), new MessageTarget(), new SessionTarget(), new HoconTarget(), new HttpTarget()];

    public static FuzzTarget Of(string name) => All().Single(target => target.Name == name);

    public virtual void Dispose() { }
}

/// <summary>What must hold does not.</summary>
internal sealed class BrokenException(string what) : Exception(what)
{
    public static void Unless(bool holds, string what)
    {
        if (!holds)
            throw new BrokenException(what);
    }
}
