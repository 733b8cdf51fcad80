using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Journal;

/// <summary>
/// Encodes a commit once: <c>{"mark":M,"sequence":n,"salt":S,"entries":[…],"sources":[[client,journal]…],"taken":[…],
/// "clock":hex,"own":[index…]}</c>, where the mark covers everything after it. <c>own</c>, of those in <c>taken</c> with
/// which our own scribes are still asked for, is written where there are any.
/// </summary>
internal sealed class CommitWriter
{
    private readonly JournalState _state;
    private readonly List<JournalRef> _sources = [];
    private readonly ArrayBufferWriter<byte> _entries = new(4096);
    private int _count;

    public CommitWriter(JournalState state, string salt)
    {
        _state = state;
        Put(_entries, $"\"sequence\":{state.Sequence + 1},\"salt\":\"{salt}\",\"entries\":[");
    }

    /// <summary>Adds the entries of a change set whole, or, where they don't fit beside what is there, not at all.</summary>
    public bool TryAdd(IReadOnlyList<Entry> set, JournalLimits limits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(set.Count, Position.PerCommit);
        if (_count > 0 && _count + set.Count > limits.CommitScribes)
            return false;
        var (buffer, sources) = (new ArrayBufferWriter<byte>(), _sources.Count);
        for (var i = 0; i < set.Count; i++)
        {
            if (_count + i > 0)
                Put(buffer, ",");
            Write(buffer, set[i], _count + i, i == set.Count - 1);
        }
        if (_count > 0 && _entries.WrittenCount + buffer.WrittenCount > limits.CommitBytes)
        {
            _sources.RemoveRange(sources, _sources.Count - sources);
            return false;
        }
        _entries.Write(buffer.WrittenSpan);
        _count += set.Count;
        return true;
    }

    public JournalEvent.Commit Finish(ImmutableArray<Entry> entries, ImmutableArray<Taken> taken, Clock clock)
    {
        Put(_entries, "],\"sources\":[");
        for (var i = 0; i < _sources.Count; i++)
            Put(_entries, $"{(i > 0 ? "," : "")}[{Json(_sources[i].Client.Value)},{Json(_sources[i].Journal.Value)}]");
        Put(_entries, "],\"taken\":[");
        for (var i = 0; i < taken.Length; i++)
        {
            var (client, to, _) = taken[i];
            Put(_entries, $"{(i > 0 ? "," : "")}[{Json(client.Value)},{Json(to.Journal.Value)},{to.Position},{Json(to.Mark)}]");
        }
        Put(_entries, $"],\"clock\":\"{clock.Last:x16}\"");
        if (taken.Any(t => t.Own))
            Put(_entries, $",\"own\":[{string.Join(',', Enumerable.Range(0, taken.Length).Where(i => taken[i].Own))}]");
        Put(_entries, "}");
        var mark = Mark(_state.Mark, _entries.WrittenSpan);
        var stored = new ArrayBufferWriter<byte>(_entries.WrittenCount + 64);
        Put(stored, $"{{\"mark\":\"{mark}\",");
        stored.Write(_entries.WrittenSpan);
        return new(_state.Sequence + 1, mark, clock, entries, taken, stored.WrittenSpan.ToArray());
    }

    /// <summary>The mark of a commit with that content, after one with that mark: 43 characters.</summary>
    public static string Mark(string before, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes(before));
        hash.AppendData(content);
        return System.Buffers.Text.Base64Url.EncodeToString(hash.GetHashAndReset());
    }

    private void Write(ArrayBufferWriter<byte> output, Entry entry, int index, bool ends)
    {
        Put(output, "{");
        switch (entry.Body)
        {
            case EntryBody.Changed(var change):
                Put(output, "\"scribe\":");
                ScribeJson.Write(output, Id(index), change, endsSet: false);
                break;
            case EntryBody.Operated(var operation):
                Put(output, "\"scribe\":");
                ScribeJson.Write(output, Id(index), operation, endsSet: false);
                break;
            case EntryBody.Withdrawn(var key, var remains):
                Key(output, "withdrawn", key);
                Put(output, ",\"remains\":");
                output.Write(RecordBody.Write(remains, Audience.Everyone));
                break;
            case EntryBody.Correct(var key):
                Key(output, "correct", key);
                break;
            case EntryBody.Restate(var key):
                Key(output, "restate", key);
                break;
            case EntryBody.Reassigned(var key):
                Key(output, "reassigned", key);
                break;
        }
        if (entry.From is { } from)
            Put(output, $",\"from\":{Source(from)}");
        if (entry.To is { } to)
            Put(output, $",\"to\":{Json(to.Value)}");
        Put(output, $",\"reach\":[{Reached(entry.Was)},{Reached(entry.Is)}]{(ends ? ",\"end\":true" : "")}}}");
    }

    private JsonText Id(int index) => JsonText.Of(Position.Of(_state.Sequence + 1, index).Value);

    private int Source(JournalRef from)
    {
        var at = _sources.LastIndexOf(from);
        if (at >= 0)
            return at;
        _sources.Add(from);
        return _sources.Count - 1;
    }

    // 0: unknown, 1: alive, everyone's, 2: dead, everyone's; else [alive, "relays" or the clients].
    private static string Reached(Reach reach) => reach.Audience switch
    {
        null => "0",
        Audience.All => reach.Alive ? "1" : "2",
        Audience.Only only =>
            $"[{(reach.Alive ? 1 : 0)},[{string.Join(',', only.Clients.Select(client => Json(client.Value)))}]]",
        _ => $"[{(reach.Alive ? 1 : 0)},\"relays\"]",
    };

    private static void Key(ArrayBufferWriter<byte> output, string name, RecordKey key) =>
        Put(output, $"\"{name}\":[{Json(key.Class)},{key.Id.ToJson()}]");

    private static string Json(string text) => JsonText.OfString(text).ToString();

    private static void Put(ArrayBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
