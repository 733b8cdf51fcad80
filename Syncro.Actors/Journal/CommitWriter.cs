using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>
/// Encodes a commit once: <c>{"mark":M,"sequence":n,"salt":S,"entries":[…],"sources":[[client,journal]…],"taken":[…],
/// "clock":hex,"own":[index…]}</c>, where the mark covers everything after it. <c>own</c>, of those in <c>taken</c> with
/// which our own scribes are still asked for, is written where there are any.
/// </summary>
internal sealed class CommitWriter : IDisposable
{
    private const int MarkAt = 9, MarkLength = 43;

    // Of what is marked, the mark itself is no part.
    private static readonly byte[] Head = [.. "{\"mark\":\""u8, .. new byte[MarkLength], .. "\","u8];

    private readonly JournalState _state;
    private readonly List<JournalRef> _sources = [];
    private readonly ArrayBufferWriter<byte> _output = Scratch.Rent();
    private ArrayBufferWriter<byte>? _set;
    private int _count;

    public CommitWriter(JournalState state, string salt)
    {
        _state = state;
        _output.Write(Head);
        Put(_output, $"\"sequence\":{state.Sequence + 1},\"salt\":\"{salt}\",\"entries\":[");
    }

    /// <summary>Adds the entries of a change set whole, or, where they don't fit beside what is there, not at all.</summary>
    public bool TryAdd(IReadOnlyList<Entry> set, JournalLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(set.Count, Position.PerCommit);
        if (_count > 0 && _count + set.Count > limits.CommitScribes)
            return false;
        if (_count == 0)
            Write(_output, set);
        else if (!TryAppend(set, limits.CommitBytes))
            return false;
        _count += set.Count;
        return true;
    }

    private bool TryAppend(IReadOnlyList<Entry> set, int commitBytes)
    {
        var (buffer, sources) = (_set ??= new(1024), _sources.Count);
        buffer.ResetWrittenCount();
        Write(buffer, set);
        if (_output.WrittenCount - Head.Length + buffer.WrittenCount > commitBytes)
        {
            _sources.RemoveRange(sources, _sources.Count - sources);
            return false;
        }
        _output.Write(buffer.WrittenSpan);
        return true;
    }

    public JournalEvent.Commit Finish(ImmutableArray<Entry> entries, ImmutableArray<Taken> taken, Clock clock)
    {
        Put(_output, "],\"sources\":[");
        for (var i = 0; i < _sources.Count; i++)
            Put(_output, $"{(i > 0 ? "," : "")}[{Json(_sources[i].Client.Value)},{Json(_sources[i].Journal.Value)}]");
        Put(_output, "],\"taken\":[");
        for (var i = 0; i < taken.Length; i++)
        {
            var (client, to, _) = taken[i];
            Put(_output, $"{(i > 0 ? "," : "")}[{Json(client.Value)},{Json(to.Journal.Value)},{to.Position},{Json(to.Mark)}]");
        }
        Put(_output, $"],\"clock\":\"{clock.Last:x16}\"");
        if (taken.Any(t => t.Own))
            Put(_output, $",\"own\":[{string.Join(',', Enumerable.Range(0, taken.Length).Where(i => taken[i].Own))}]");
        Put(_output, "}");
        var stored = _output.WrittenSpan.ToArray();
        var mark = Mark(_state.Mark, stored.AsSpan(Head.Length));
        Encoding.ASCII.GetBytes(mark, stored.AsSpan(MarkAt));
        return new(_state.Sequence + 1, mark, clock, entries, taken, stored);
    }

    /// <summary>It writes nothing more.</summary>
    public void Dispose() => Scratch.Return(_output);

    /// <summary>The mark of a commit with that content, after one with that mark: 43 characters.</summary>
    public static string Mark(string before, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before));
        hash.AppendData(content);
        return System.Buffers.Text.Base64Url.EncodeToString(hash.GetHashAndReset());
    }

    private void Write(ArrayBufferWriter<byte> output, IReadOnlyList<Entry> set)
    {
        for (var i = 0; i < set.Count; i++)
        {
            if (_count + i > 0)
                output.Write(","u8);
            EntryWriter.Write(output, set[i], Id(_count + i), Source(set[i].From), i == set.Count - 1);
        }
    }

    private JsonText Id(int index) => JsonText.Of(Position.Of(_state.Sequence + 1, index).Value);

    private int? Source(JournalRef? from)
    {
        if (from is not { } source)
            return null;
        var at = _sources.LastIndexOf(source);
        if (at >= 0)
            return at;
        _sources.Add(source);
        return _sources.Count - 1;
    }

    private static string Json(string text) => JsonText.OfString(text).ToString();

    private static void Put(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
