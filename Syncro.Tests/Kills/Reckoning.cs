using System.Text.Json.Nodes;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Tests.Processes;

namespace Syncro.Tests.Kills;

/// <summary>What is there in the end against what the writers were told.</summary>
internal static class Reckoning
{
    /// <summary>
    /// Invariants 1 and 2 of records: what was acknowledged, or what the same writer wrote over it later, is there; and
    /// nothing else.
    /// </summary>
    public static async Task RecordsAsync(NodeApi api, IReadOnlyCollection<Said> said)
    {
        var actual = new Dictionary<(string Class, string Id), string?>();
        foreach (var name in Line.Classes)
            foreach (var (id, line) in await api.LinesAsync(name))
                actual[(name, id)] = JsonNode.Parse(line)!["n"]?.ToString();
        foreach (var (key, may) in said.SelectMany(writer => writer.Own))
        {
            var n = actual.GetValueOrDefault(key);
            Assert.True(may.Contains(n),
                $"{key} is {n ?? "not there"}; it may be {string.Join(" or ", may.Select(one => one ?? "not there"))}");
        }
        foreach (var key in said.SelectMany(writer => writer.Shared.Keys).Distinct())
            Shared(key, actual[key]!, said);
        Sets(said, [.. actual.Keys.Where(key => key.Class == Writer.Pairs).Select(key => key.Id)]);
        var known = said.SelectMany(writer => writer.Own.Keys.Concat(writer.Shared.Keys)).ToHashSet();
        Assert.DoesNotContain(actual.Keys, key => key.Class != Writer.Pairs && !known.Contains(key));
    }

    private static void Shared((string, string) key, string value, IReadOnlyCollection<Said> said)
    {
        var writer = value.Split(':')[0];
        if (said.SingleOrDefault(one => one.Writer == writer) is { } by)
            Assert.True(by.Shared[key].Contains(value), $"{key} is {value}, which {writer} wrote over, or never wrote");
        else
            Assert.DoesNotContain(said, one => one.Shared.TryGetValue(key, out var may) && !may.Contains(null));
    }

    private static void Sets(IReadOnlyCollection<Said> said, HashSet<string> there)
    {
        var sets = said.SelectMany(writer => writer.Sets).ToDictionary();
        foreach (var (set, heard) in sets)
        {
            var (a, b) = (there.Remove($"{set}-a"), there.Remove($"{set}-b"));
            Assert.True(a == b, $"of the change set {set} only a part is there");
            Assert.True(heard == Heard.Unknown || a == (heard == Heard.Done), $"{set} is {(a ? "" : "not ")}there, and was {heard}");
        }
        Assert.Empty(there);
    }

    /// <summary>Invariant 3 over all looks at a node's log: what nobody repeats keeps its place, though its log may go.</summary>
    /// <param name="storage">What is seen now.</param>
    /// <param name="at">Where each was seen before.</param>
    public static void KeepsItsPlace(StorageAtRest storage, Dictionary<RecordKey, long> at)
    {
        foreach (var commit in storage.Commits)
            foreach (var key in commit.Entries.Select(entry => OnceOnly(entry.Body)).OfType<RecordKey>())
                Assert.True(
                    at.TryAdd(key, commit.Sequence) || at[key] == commit.Sequence, $"{key} was recorded with {at[key]}, and again with {commit.Sequence}");
    }

    private static RecordKey? OnceOnly(EntryBody body) => body switch
    {
        EntryBody.Operated(var operation) => OperationKey.Of(operation),
        EntryBody.Changed({ Kind: ChangeType.Create, Key: { Class: Writer.Pairs } key }) => key,
        _ => null,
    };

    /// <summary>
    /// Invariants 2 and 3: operations and creates that nobody repeats are there once, on all alike. Of what compaction let go
    /// of, that an operation was applied is what is left.
    /// </summary>
    public static HashSet<RecordKey> Once(StorageAtRest storage, IReadOnlyCollection<Said> said)
    {
        var (told, created) = (new HashSet<string>(), new HashSet<RecordKey>());
        foreach (var body in storage.Commits.SelectMany(commit => commit.Entries).Select(entry => entry.Body))
            if (body is EntryBody.Operated(var operation))
            {
                Assert.True(told.Add(operation.Data.ToString().Trim('"')), $"{operation.Data} was recorded twice");
                Assert.Contains(OperationKey.Of(operation), storage.Known);
            }
            else if (body is EntryBody.Changed({ Kind: ChangeType.Create, Key: { Class: Writer.Pairs } key }))
                Assert.True(created.Add(key), $"{key} was created twice");
        foreach (var (set, heard) in said.SelectMany(writer => writer.Sets))
            Assert.False(heard == Heard.NotDone && told.Contains(set), $"the operation of {set} was {heard}");
        var (applied, pairs) = (storage.Known.Where(key => key.Id.IsOperation).ToHashSet(), storage.Known.Where(key => key.Class == Writer.Pairs));
        Assert.Equal(2 * applied.Count, pairs.Count(key => !key.Id.IsOperation));
        Assert.True(applied.Count >= said.Sum(writer => writer.Sets.Count(set => set.Value == Heard.Done)), "an operation is not there");
        return applied;
    }
}
