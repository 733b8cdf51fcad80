using System.Text.Json.Serialization;

namespace Syncro.Benchmarks;

/// <summary>What a peer's process is asked, one JSON line each on its standard input.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "ask")]
[JsonDerivedType(typeof(Load), "load")]
[JsonDerivedType(typeof(Overwrite), "overwrite")]
[JsonDerivedType(typeof(Rewrite), "rewrite")]
[JsonDerivedType(typeof(Compact), "compact")]
[JsonDerivedType(typeof(Create), "create")]
[JsonDerivedType(typeof(Push), "push")]
[JsonDerivedType(typeof(Recorded), "recorded")]
[JsonDerivedType(typeof(InSync), "insync")]
[JsonDerivedType(typeof(Watch), "watch")]
[JsonDerivedType(typeof(Use), "use")]
[JsonDerivedType(typeof(Count), "count")]
internal abstract record PeerAsk
{
    private PeerAsk() { }

    /// <summary>
    /// Commits notes in change sets of 1,000, with an attribute <c>owner</c> where one is given; answered by
    /// <see cref="PeerAnswer.Done"/>. Loads that name different letters hold different notes.
    /// </summary>
    public sealed record Load(int Records, string? Owner = null, char Kind = 'n') : PeerAsk;

    /// <summary>Overwrites that many of the notes loaded, from a number on and round and round, 1,000 a change set; answered by <see cref="PeerAnswer.Done"/>.</summary>
    public sealed record Rewrite(int Records, int From, int Times) : PeerAsk;

    /// <summary>Lets go of the log that is not needed; answered by <see cref="PeerAnswer.Done"/>.</summary>
    public sealed record Compact : PeerAsk;

    /// <summary>Creates one note and overwrites it, 1,000 times a change set; answered by <see cref="PeerAnswer.Done"/>.</summary>
    public sealed record Overwrite(int Times) : PeerAsk;

    /// <summary>Commits notes one by one, by callers who each wait for their own; answered by <see cref="PeerAnswer.Done"/>.</summary>
    public sealed record Create(int Records, int Callers) : PeerAsk;

    /// <summary>Commits notes one by one at a steady pace; answered by <see cref="PeerAnswer.Times"/> of each call.</summary>
    public sealed record Push(int Records, int Milliseconds, int First = 0) : PeerAsk;

    /// <summary>Answered by <see cref="PeerAnswer.Done"/> once that many scribes in all are in this peer's journal, on disk.</summary>
    public sealed record Recorded(long Scribes) : PeerAsk;

    /// <summary>
    /// Answered by <see cref="PeerAnswer.Done"/> once it holds that many records and neither it nor the client misses a commit of
    /// the other.
    /// </summary>
    public sealed record InSync(string Client, long Records) : PeerAsk;

    /// <summary>
    /// Watches for changes; answered by <see cref="PeerAnswer.Ready"/> at once, then by <see cref="PeerAnswer.Times"/>
    /// of each once that many were seen.
    /// </summary>
    public sealed record Watch(int Changes) : PeerAsk;

    /// <summary>Answered by <see cref="PeerAnswer.Used"/>.</summary>
    public sealed record Use : PeerAsk;

    /// <summary>Answered by <see cref="PeerAnswer.Counted"/>.</summary>
    public sealed record Count : PeerAsk;
}

/// <summary>
/// What it answers, one JSON line each on its standard output. Times are Stopwatch timestamps: the monotonic clock of the
/// machine, which its processes share.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "answer")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Done), "done")]
[JsonDerivedType(typeof(Times), "times")]
[JsonDerivedType(typeof(Used), "used")]
[JsonDerivedType(typeof(Counted), "counted")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record PeerAnswer
{
    private PeerAnswer() { }

    /// <summary>The peer runs, or watches. What it dials it dials now.</summary>
    public sealed record Ready(long At, string Address) : PeerAnswer;

    /// <summary>Begun and ended then.</summary>
    public sealed record Done(long From, long To) : PeerAnswer;

    /// <summary>When each happened, by record id; of calls also when they were answered.</summary>
    public sealed record Times(IReadOnlyDictionary<string, long> At, IReadOnlyDictionary<string, long>? Answered = null) : PeerAnswer;

    /// <summary>
    /// The most memory that the process ever held, in bytes, the processor time that it took so far, and what it holds now.
    /// </summary>
    public sealed record Used(long PeakBytes, TimeSpan Processor, long Bytes) : PeerAnswer;

    /// <summary>The records alive in its store.</summary>
    public sealed record Counted(long Records) : PeerAnswer;

    /// <summary>It could not.</summary>
    public sealed record Failed(string Why) : PeerAnswer;
}
